package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the exchanges of one route behave.
 *
 * @param timeouts how long things may take
 * @param minThroughput how slow a stream may be; null for as slow as it likes
 * @param retries how often the same target is asked again
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
    Timeouts timeouts,
    @Nullable MinThroughput minThroughput,
    RetryPolicy retries,
    Duration keepAlive,
    boolean earlyHead,
    boolean rejectUnsupported,
    boolean continuation,
    boolean contentPolicyFallback,
    Duration queueTimeout,
    int priority) {}
