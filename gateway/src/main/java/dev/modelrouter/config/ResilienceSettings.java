package dev.modelrouter.config;

import dev.modelrouter.policy.Trip;
import java.time.Duration;

/**
 * What keeps a failing or busy provider from being asked too much.
 *
 * @param trip how many failures put a provider away
 * @param retryPercent of the requests of ten seconds that retries may add
 * @param retryFloor retries in ten seconds that are always allowed
 * @param queueTimeout how long a request may wait for a provider that is busy; zero for not at all
 * @param queueLength most requests that wait for one provider
 * @param byModel whether each model of a provider has a breaker of its own
 * @param leastTokensPerSecond how slow a stream may be; 0 for as slow as it likes
 * @param tokensWindow over which its tokens are counted
 */
public record ResilienceSettings(
    Trip trip,
    int retryPercent,
    int retryFloor,
    Duration queueTimeout,
    int queueLength,
    boolean byModel,
    double leastTokensPerSecond,
    Duration tokensWindow) {}
