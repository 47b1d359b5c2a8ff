package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a target is not asked. */
sealed interface Refusal {

  /** Its breaker is open, or its model's. */
  record Away(Duration remaining) implements Refusal {}

  /**
   * Its rate is spent, or that of the route.
   *
   * @param whose the provider's name, or the route's
   * @param perMinute how much it is
   */
  record Spent(Duration retryAfter, String whose, int perMinute) implements Refusal {}

  /**
   * As many attempts are under way as may be, and the line was full or too long.
   *
   * @param retryAfter when there would be room, or null where nobody can tell
   */
  record Busy(@Nullable Duration retryAfter) implements Refusal {}

  /** Its context is known to hold no more than that of a model that found the request too long. */
  record TooSmall(int contextTokens) implements Refusal {}

  /** Every way to it is put away or has been tried. */
  record NoSeat(Duration remaining) implements Refusal {}
}
