package dev.modelrouter.config;

import java.time.Duration;

/**
 * How much is remembered of responses that were made here.
 *
 * @param most of them; 0 to remember nothing
 * @param mebibytes most of all of them together; 0 to remember nothing
 * @param keep how long one is remembered
 */
public record ResponseSettings(int most, int mebibytes, Duration keep) {}
