package dev.modelrouter.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a route conducts its requests; null where nothing is said and the default holds.
 *
 * @param total limit for a request with all its attempts
 * @param firstToken how long a streaming provider may take to its first text while others could
 *     answer
 * @param idle how long a provider may be silent in the middle of an answer; where nothing is said
 *     of the response, before it too
 * @param response how long a provider may be silent before the first token, or before a whole
 *     answer
 * @param connect how long a connection to a provider may take
 * @param head how long a provider may take to the head of its answer
 * @param minTokensPerSecond how slow a stream may be; 0 for as slow as it likes
 * @param tokensWindow over which its tokens are counted
 * @param retries further attempts at the same provider
 * @param quickRetries retries of one target within 200 ms after an error that is often gone at once
 * @param retryAfterWait longest Retry-After of the first target that is waited for
 * @param retryPercent of the requests of ten seconds that retries may add
 * @param retryFloor retries in ten seconds that are always allowed
 * @param hedge when a second target is asked beside the first
 * @param continuation whether another target goes on with a stream of plain text that died
 * @param queueTimeout how long a request may wait for a target that is busy
 * @param priority 0 to 9, which is served first, where requests wait
 * @param contentPolicyFallback whether the next target is asked when one refuses the content
 */
public record RoutePolicySettings(
    @Nullable Duration total,
    @Nullable Duration firstToken,
    @Nullable Duration idle,
    @Nullable Duration response,
    @Nullable Duration connect,
    @Nullable Duration head,
    @Nullable Double minTokensPerSecond,
    @Nullable Duration tokensWindow,
    @Nullable Integer retries,
    @Nullable Integer quickRetries,
    @Nullable Duration retryAfterWait,
    @Nullable Integer retryPercent,
    @Nullable Integer retryFloor,
    @Nullable HedgeSettings hedge,
    @Nullable Boolean continuation,
    @Nullable Duration queueTimeout,
    @Nullable Integer priority,
    @Nullable Boolean contentPolicyFallback) {

  /** The same, and where it says nothing what another says. */
  public RoutePolicySettings over(RoutePolicySettings other) {
    return new RoutePolicySettings(
        either(total, other.total),
        either(firstToken, other.firstToken),
        either(idle, other.idle),
        either(response == null ? idle : response, other.response),
        either(connect, other.connect),
        either(head, other.head),
        either(minTokensPerSecond, other.minTokensPerSecond),
        either(tokensWindow, other.tokensWindow),
        either(retries, other.retries),
        either(quickRetries, other.quickRetries),
        either(retryAfterWait, other.retryAfterWait),
        either(retryPercent, other.retryPercent),
        either(retryFloor, other.retryFloor),
        either(hedge, other.hedge),
        either(continuation, other.continuation),
        either(queueTimeout, other.queueTimeout),
        either(priority, other.priority),
        either(contentPolicyFallback, other.contentPolicyFallback));
  }

  private static <T> @Nullable T either(@Nullable T one, @Nullable T other) {
    return one == null ? other : one;
  }
}
