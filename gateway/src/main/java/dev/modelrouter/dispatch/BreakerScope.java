package dev.modelrouter.dispatch;

/**
 * What failures are held against.
 *
 * @param byModel whether each model of a provider has a circuit breaker of its own, beside the
 *     provider's
 * @param blacklist whether requests of {@code /chat} and {@code /stream} that no route leads hold
 *     every failure against the whole provider, in a list of their own
 */
public record BreakerScope(boolean byModel, boolean blacklist) {}
