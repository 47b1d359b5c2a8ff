package dev.modelrouter;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells whether a count of losses has grown lately. Safe for threads. */
final class RecentLosses {
  private static final long RECENT_NANOS = Duration.ofMinutes(5).toNanos();

  private final LongSupplier losses;
  private final LongSupplier nanoClock;
  private long seen;
  private long grewAt;
  private boolean everGrew;

  /**
   * None seen yet.
   *
   * @param losses so many so far
   */
  RecentLosses(LongSupplier losses, LongSupplier nanoClock) {
    this.losses = losses;
    this.nanoClock = nanoClock;
  }

  /** Whether it has grown within five minutes, as far as it was asked. */
  synchronized boolean recently() {
    long now = nanoClock.getAsLong();
    long count = losses.getAsLong();
    if (count > seen) {
      seen = count;
      grewAt = now;
      everGrew = true;
    }
    return everGrew && now - grewAt < RECENT_NANOS;
  }
}
