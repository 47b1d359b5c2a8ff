package dev.modelrouter.config;

import java.time.Duration;

/**
 * How much is remembered of responses that were made here.
 *
 * @param mebibytes most of all of them together; 0 to remember nothing
 * @param keep how long one is remembered
 */
public record ResponseSettings(int mebibytes, Duration keep) {}
