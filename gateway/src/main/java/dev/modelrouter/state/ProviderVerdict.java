package dev.modelrouter.state;

import java.time.Duration;

/** Whether an attempt at a provider may start. */
public sealed interface ProviderVerdict {

  /**
   * It may.
   *
   * @param probe whether it is the one attempt that tries a provider whose pause has just ended
   */
  record Admitted(boolean probe) implements ProviderVerdict {}

  /**
   * The provider is put away.
   *
   * @param remaining until somebody may probe it, more than zero
   */
  record CoolingDown(Duration remaining) implements ProviderVerdict {}

  /**
   * Its own rate is spent.
   *
   * @param retryAfter until a permit is free, more than zero
   */
  record RateLimited(Duration retryAfter) implements ProviderVerdict {}
}
