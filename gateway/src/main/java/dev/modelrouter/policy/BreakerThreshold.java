package dev.modelrouter.policy;

import java.time.Duration;

/**
 * How many failures put a provider away that is in use: so many in a row, or such a share of the
 * calls of a rolling window; whichever is reached first.
 *
 * @param inARow failures without a success between them, at least 1; {@link #NEVER} if the share
 *     alone decides
 * @param percent share of failed calls from 1 to 100, or 0 if only failures in a row count
 * @param minCalls calls that the window must hold before the share means anything, at least 1
 * @param window how long a call counts for the share
 */
public record BreakerThreshold(int inARow, int percent, int minCalls, Duration window) {

  /** More failures in a row than there will be. */
  public static final int NEVER = Integer.MAX_VALUE;

  /** The default: one failure is enough. */
  public static final BreakerThreshold FIRST_FAILURE = inARow(1);

  public BreakerThreshold {
    if (inARow < 1 || percent < 0 || percent > 100 || minCalls < 1 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "a trip needs at least one failure, a share from 0 to 100 percent, and a window");
    }
    if (inARow == NEVER && percent == 0) {
      throw new IllegalArgumentException("a trip that never happens");
    }
  }

  /** Only failures in a row count. */
  public static BreakerThreshold inARow(int failures) {
    return new BreakerThreshold(failures, 0, 1, Duration.ofMinutes(1));
  }

  /** Only the share of failed calls counts. */
  public static BreakerThreshold share(int percent, int leastCalls, Duration window) {
    return new BreakerThreshold(NEVER, percent, leastCalls, window);
  }

  /** Whether one failure is always enough, so that nothing needs to be counted. */
  public boolean atOnce() {
    return inARow == 1;
  }

  /** Whether good calls are counted too, and not only ended rows of failures. */
  public boolean countsCalls() {
    return !atOnce() && percent > 0;
  }

  /**
   * Whether it is enough.
   *
   * @param row failures in a row, this one included
   */
  boolean reached(int row, FailureRateWindow failureRateWindow, long now) {
    if (row >= inARow) {
      return true;
    }
    if (percent == 0) {
      return false;
    }
    int calls = failureRateWindow.calls(now);
    return calls >= minCalls && 100L * failureRateWindow.failures(now) >= (long) percent * calls;
  }
}
