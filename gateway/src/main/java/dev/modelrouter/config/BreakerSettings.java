package dev.modelrouter.config;

import dev.modelrouter.policy.BreakerThreshold;
import java.time.Duration;

/**
 * When circuits open, and for how long.
 *
 * @param threshold how many failures open one that can be the model's or the request's
 * @param byModel whether each model of a provider has a breaker of its own
 * @param inheritedBlacklist whether {@code /chat} and {@code /stream} without a route keep the
 *     inherited blacklist, as where nothing is set for breakers
 * @param base first pause
 * @param max longest pause
 * @param longMax longest pause of the inherited blacklist, and of a refused key
 * @param maxRetryAfter longest pause that a provider's {@code Retry-After} orders
 */
public record BreakerSettings(
    BreakerThreshold threshold,
    boolean byModel,
    boolean inheritedBlacklist,
    Duration base,
    Duration max,
    Duration longMax,
    Duration maxRetryAfter) {}
