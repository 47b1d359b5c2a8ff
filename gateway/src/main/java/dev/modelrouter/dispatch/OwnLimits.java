package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one request wants to wait at most. It can only shorten what the operator allows.
 *
 * @param operation for the exchange with all its attempts, or null
 * @param firstText for the first text of a stream while somebody else could answer, or null
 */
public record OwnLimits(@Nullable Duration operation, @Nullable Duration firstText) {
  /** A request without wishes. */
  public static final OwnLimits NONE = new OwnLimits(null, null);

  DispatchPolicy within(DispatchPolicy policy) {
    return equals(NONE)
        ? policy
        : new DispatchPolicy(
            policy.providerTimeout(),
            shorter(firstText, policy.firstTextTimeout()),
            policy.connectTimeout(),
            policy.headTimeout(),
            policy.leastPace(),
            shorter(operation, policy.operationTimeout()),
            policy.maxRetries(),
            policy.keepAlive(),
            policy.earlyHead(),
            policy.rejectUnsupported(),
            policy.continuation(),
            policy.contentPolicyFallback(),
            policy.queueTimeout(),
            policy.priority());
  }

  private static Duration shorter(@Nullable Duration wished, Duration allowed) {
    return wished == null || wished.compareTo(allowed) > 0 ? allowed : wished;
  }
}
