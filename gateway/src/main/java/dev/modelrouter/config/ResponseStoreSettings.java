package dev.modelrouter.config;

import java.time.Duration;

/**
 * How much is remembered of responses that were made here.
 *
 * @param max of them; 0 to remember nothing
 * @param mebibytes most of all of them together; 0 to remember nothing
 * @param keep how long one is remembered
 */
public record ResponseStoreSettings(int max, int mebibytes, Duration keep) {}
