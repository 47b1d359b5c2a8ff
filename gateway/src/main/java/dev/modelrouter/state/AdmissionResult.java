package dev.modelrouter.state;

import dev.modelrouter.policy.OpenCause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether an attempt at a provider may start. */
public sealed interface AdmissionResult {

  /**
   * It may.
   *
   * @param probe whether it is the one attempt that tries a provider whose pause has just ended
   */
  record Admitted(boolean probe) implements AdmissionResult {}

  /**
   * The provider is put away.
   *
   * @param remaining until somebody may probe it, more than zero
   * @param cause why, where this node knows
   */
  record BreakerOpen(Duration remaining, @Nullable OpenCause cause) implements AdmissionResult {
    /** One of which no cause is known. */
    public BreakerOpen(Duration remaining) {
      this(remaining, null);
    }
  }

  /**
   * Its own rate is spent.
   *
   * @param retryAfter until a permit is free, more than zero
   */
  record RateLimited(Duration retryAfter) implements AdmissionResult {}
}
