package dev.modelrouter.policy;

/**
 * Calls of a rolling window and how many of them failed; a value that does not change.
 *
 * <p>The window is counted in {@value #PARTS} parts, so a call counts for the window or up to a
 * tenth of it longer.
 */
public final class Tally {
  private static final int PARTS = 10;

  private final Buckets calls;
  private final Buckets failures;

  /** No calls yet in a window of so many nanoseconds. */
  Tally(long windowNanos) {
    this(new Buckets(windowNanos, PARTS), new Buckets(windowNanos, PARTS));
  }

  private Tally(Buckets calls, Buckets failures) {
    this.calls = calls;
    this.failures = failures;
  }

  /** This and one more call. */
  Tally with(boolean failed, long now) {
    Buckets moreCalls = new Buckets(calls);
    moreCalls.add(1, now);
    if (!failed) {
      return new Tally(moreCalls, failures);
    }
    Buckets moreFailures = new Buckets(failures);
    moreFailures.add(1, now);
    return new Tally(moreCalls, moreFailures);
  }

  /** Calls in the window that ends now. */
  public int calls(long now) {
    return new Buckets(calls).covering(now);
  }

  /** Failed calls in the window that ends now. */
  public int failures(long now) {
    return new Buckets(failures).covering(now);
  }
}
