package dev.modelrouter.policy;

/**
 * Calls of a rolling window and how many of them failed. It goes from one standing of a provider to
 * the next and changes on the way: the owner's lock guards it, as it does the standing.
 *
 * <p>The window is counted in {@value #PARTS} parts, so a call counts for the window or up to a
 * tenth of it longer.
 */
public final class FailureRateWindow {
  private static final int PARTS = 10;

  private final RollingCounter calls;
  private final RollingCounter failures;

  /** No calls yet in a window of so many nanoseconds. */
  FailureRateWindow(long windowNanos) {
    calls = new RollingCounter(windowNanos, PARTS);
    failures = new RollingCounter(windowNanos, PARTS);
  }

  /** Counts one more call. */
  FailureRateWindow with(boolean failed, long now) {
    calls.add(1, now);
    if (failed) {
      failures.add(1, now);
    }
    return this;
  }

  /** Calls in the window that ends now. */
  int calls(long now) {
    return calls.covering(now);
  }

  /** Failed calls in the window that ends now. */
  int failures(long now) {
    return failures.covering(now);
  }
}
