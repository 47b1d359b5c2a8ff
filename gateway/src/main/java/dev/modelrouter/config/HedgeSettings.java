package dev.modelrouter.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a second provider is asked beside one that is slow to its first text.
 *
 * @param on whether at all
 * @param after how long the first may take; null for its own usual time, the p95 of its last ones
 * @param budgetPercent most hedges of a hundred requests
 */
public record HedgeSettings(boolean on, @Nullable Duration after, int budgetPercent) {}
