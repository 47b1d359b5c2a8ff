package dev.modelrouter.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure as a circuit breaker counts it.
 *
 * @param kind how much of it opens the circuit
 * @param reason label of the error, for the decision record; null where it is not known
 * @param retryAfter the wait that the provider asked for, or null
 */
public record BreakerFailure(
    FailureKind kind, @Nullable String reason, @Nullable Duration retryAfter) {}
