package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long a target's stream may take to its first token while another target could answer: the
 * default, longer for a model that reasons first, and longer for a target whose own streams lately
 * took longer. A limit that the operator set is taken as it is.
 */
final class FirstTokenTimeout {
  /** For models that reason, and at most for any target. */
  private static final Duration MAX = Duration.ofSeconds(60);

  private FirstTokenTimeout() {}

  /** The limit for one attempt at a target. */
  static Duration compute(Timeouts timeouts, RoutePolicies routePolicies, Target target, long now) {
    Duration limit = timeouts.firstToken();
    if (!timeouts.firstTokenAdapts() || limit.compareTo(MAX) >= 0) {
      return limit;
    }
    if (routePolicies.reasons(target)) {
      return MAX;
    }
    OptionalLong p99 = routePolicies.firstTokens().p99(target, now);
    if (p99.isEmpty()) {
      return limit;
    }
    // Half as long again: what came in time in 99 of 100 cases is not late yet.
    long seen = p99.getAsLong() + p99.getAsLong() / 2;
    return Duration.ofNanos(Math.clamp(seen, limit.toNanos(), MAX.toNanos()));
  }
}
