package dev.modelrouter.policy;

import java.util.Arrays;

/**
 * A rolling count in constant memory: so many events in the last span of time.
 *
 * <p><b>Implementation notes.</b> A ring of slots, each {@code span / parts} wide, one more than
 * the span has parts. An exact count would need every event's time, so there are two that enclose
 * it: {@link #inside} leaves the oldest slot out and never counts an event that is older than the
 * span; {@link #covering} counts it in and never misses one that is not. Who keeps a limit takes
 * what is allowed from the first and what is spent from the second. Slots begin at multiples of
 * their width, so those of two counts coincide. Times may begin anywhere and wrap round; a reading
 * older than one already seen counts as that one. Not safe for threads: the owner's lock guards it.
 */
final class RollingCounter {
  private final long width;
  private final int[] counts;
  private int newest;
  private long newestBegan;
  private int sum;

  /**
   * An empty count.
   *
   * @param spanNanos how long an event counts
   * @param parts how finely the span is divided, at least 1
   */
  RollingCounter(long spanNanos, int parts) {
    if (parts < 1 || spanNanos < parts) {
      throw new IllegalArgumentException("a rolling count needs a span longer than zero");
    }
    width = Math.ceilDiv(spanNanos, parts);
    counts = new int[parts + 1];
  }

  /** Counts events; less than none takes some back that were counted a moment ago. */
  void add(int events, long now) {
    advance(now);
    counts[newest] += events;
    sum += events;
  }

  /** Events of the last span, perhaps without the oldest of them. */
  int inside(long now) {
    advance(now);
    return sum - counts[(newest + 1) % counts.length];
  }

  /** Events of the last span, perhaps with some that are a little older. */
  int covering(long now) {
    advance(now);
    return sum;
  }

  private void advance(long now) {
    long passed = (now - newestBegan) / width;
    if (sum == 0 || passed >= counts.length) {
      Arrays.fill(counts, 0);
      sum = 0;
      newestBegan = now - Math.floorMod(now, width);
      return;
    }
    for (long i = 0; i < passed; i++) {
      newest = (newest + 1) % counts.length;
      sum -= counts[newest];
      counts[newest] = 0;
      newestBegan += width;
    }
  }
}
