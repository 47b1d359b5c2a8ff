package dev.modelrouter.config;

import dev.modelrouter.routing.CallerFallbackPolicy;

/**
 * What requests may decide for themselves.
 *
 * @param fallbacks whom they may have asked when nobody else answers
 * @param limits whether they may shorten the time they wait
 */
public record CallerSettings(CallerFallbackPolicy fallbacks, boolean limits) {}
