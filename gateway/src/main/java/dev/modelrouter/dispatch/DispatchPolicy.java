package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long things may take, and how often they are tried.
 *
 * @param providerTimeout how long a provider may be silent
 * @param firstTextTimeout how long a streaming provider may take to its first text while somebody
 *     else could answer
 * @param connectTimeout how long a connection to a provider may take; null for as long as its
 *     transport allows
 * @param headTimeout how long a provider may take to the head of its answer; null for no limit of
 *     its own
 * @param leastPace how slow a stream may be; null for as slow as it likes
 * @param operationTimeout limit for an exchange with all its attempts
 * @param maxRetries further attempts at the same provider
 * @param keepAlive silence in a stream after which the caller gets a sign of life; zero for never
 * @param earlyHead whether that also goes for a stream nobody has answered yet, whose status is
 *     then spent
 * @param rejectUnsupported whether a target that has no words for a parameter is an error, instead
 *     of the parameter being left out
 * @param continuation whether another target goes on with a stream of plain text that died
 * @param contentPolicyFallback whether the next target is asked when one refuses the content
 * @param queueTimeout how long to wait for a target that has as many attempts under way as it may;
 *     zero for not at all
 * @param priority 0 to 9, which is served first, where others wait too
 */
public record DispatchPolicy(
    Duration providerTimeout,
    Duration firstTextTimeout,
    @Nullable Duration connectTimeout,
    @Nullable Duration headTimeout,
    @Nullable LeastPace leastPace,
    Duration operationTimeout,
    int maxRetries,
    Duration keepAlive,
    boolean earlyHead,
    boolean rejectUnsupported,
    boolean continuation,
    boolean contentPolicyFallback,
    Duration queueTimeout,
    int priority) {}
