package dev.modelrouter.config;

import java.time.Duration;

/**
 * What keeps a failing or busy provider from being asked too much.
 *
 * @param breaker when circuits open, and for how long
 * @param quickRetries retries of one target within 200 ms after an error that is often gone at once
 * @param retryPercent of the requests of ten seconds that retries may add
 * @param retryFloor retries in ten seconds that are always allowed
 * @param queueTimeout how long a request may wait for a provider that is busy; zero for not at all
 * @param queueLength most requests that wait for one provider
 * @param minTokensPerSecond how slow a stream may be; 0 for as slow as it likes
 * @param tokensWindow over which its tokens are counted
 */
public record ResilienceSettings(
    BreakerSettings breaker,
    int quickRetries,
    int retryPercent,
    int retryFloor,
    Duration queueTimeout,
    int queueLength,
    double minTokensPerSecond,
    Duration tokensWindow) {}
