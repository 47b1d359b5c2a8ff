package dev.modelrouter.dispatch;

import dev.modelrouter.policy.OpenCause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a target is not asked. */
sealed interface SkipReason {

  /**
   * Its breaker is open, or its model's.
   *
   * @param remaining until a probe is allowed
   * @param cause why it is open, or null where this node does not know
   */
  record CircuitOpen(Duration remaining, @Nullable OpenCause cause) implements SkipReason {}

  /**
   * Its rate is spent, or that of the route.
   *
   * @param owner the provider's name, or the route's
   * @param perMinute how much it is
   * @param byDefault whether it is a default of the gateway's, and so no more than advice
   */
  record RateLimited(Duration retryAfter, String owner, int perMinute, boolean byDefault)
      implements SkipReason {}

  /**
   * As many attempts are under way as may be, and the line was full or too long.
   *
   * @param retryAfter when there would be room, or null where nobody can tell
   */
  record Overloaded(@Nullable Duration retryAfter) implements SkipReason {}

  /** Its context is known to hold no more than that of a model that found the request too long. */
  record ContextTooSmall(int contextTokens) implements SkipReason {}

  /** It is the same model at the same place as one that found the request too long. */
  record SameModel() implements SkipReason {}

  /** Every way to it is put away or has been tried. */
  record NoDeploymentAvailable(Duration remaining) implements SkipReason {}
}
