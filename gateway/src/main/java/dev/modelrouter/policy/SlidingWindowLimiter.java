package dev.modelrouter.policy;

import java.time.Duration;
import java.util.Arrays;

/**
 * A sliding window that lets at most so many permits through in any span of its length, in constant
 * memory however many those are.
 *
 * <p><b>Implementation notes.</b> Permits are counted in 61 buckets, each a sixtieth of the window
 * wide, with a running sum. A permit taken in bucket {@code b} counts until bucket {@code b + 61}
 * begins, which is at least one whole window later: so the limit is never exceeded, and a permit
 * comes back at most one bucket (one second for a minute) later than it could. A clock reading that
 * is older than one already seen counts as that one.
 *
 * <p>All methods hold this object's own monitor for a handful of instructions and call nothing
 * foreign. An owner may hold the same monitor to join several calls into one step.
 */
public final class SlidingWindowLimiter {
  private static final int SLOTS = 61;

  private final long width;
  private final int[] counts = new int[SLOTS];
  private long newest;
  private int sum;

  /**
   * An empty window.
   *
   * @param length how long a permit counts; at least 60 ns
   */
  public SlidingWindowLimiter(Duration length) {
    width = Math.ceilDiv(length.toNanos(), SLOTS - 1);
    if (width <= 0) {
      throw new IllegalArgumentException("a rate window must be longer than zero: " + length);
    }
  }

  /**
   * Takes a permit if there is one.
   *
   * @param max permits in a window, at least 1
   * @param now nanoseconds of a clock that never goes back
   * @return 0 when taken, else the nanoseconds until one is free
   */
  public synchronized long take(int max, long now) {
    return take(max, 1, now);
  }

  /**
   * Takes a permit that counts for several, as when others who cannot be asked take theirs too.
   *
   * @param max permits in a window, at least 1
   * @param each for how many it counts, at least 1; in an empty window there is always one
   * @param now nanoseconds of a clock that never goes back
   * @return 0 when taken, else the nanoseconds until one is free
   */
  public synchronized long take(int max, int each, long now) {
    long wait = retryAfter(max, each, now);
    if (wait == 0) {
      counts[slot(newest)] += each;
      sum += each;
    }
    return wait;
  }

  /** Counts so many permits more that there are at least this many. */
  public synchronized void raiseTo(int total, long now) {
    advance(now);
    if (total > sum) {
      counts[slot(newest)] += total - sum;
      sum = total;
    }
  }

  /** The permits of each bucket, the newest first; of no length if there are none. */
  public synchronized int[] history(long now) {
    advance(now);
    int[] history = new int[sum == 0 ? 0 : SLOTS];
    for (int age = 0; age < history.length; age++) {
      history[age] = counts[slot(newest - age)];
    }
    return history;
  }

  /** How many nanoseconds until one of {@code max} permits is free; 0 when one is now. */
  public synchronized long retryAfter(int max, long now) {
    return retryAfter(max, 1, now);
  }

  /** The same for a permit that counts for several; see {@link #take(int, int, long)}. */
  public synchronized long retryAfter(int max, int each, long now) {
    advance(now);
    int surplus = sum - Math.max(0, max - each);
    if (surplus <= 0) {
      return 0;
    }
    long bucket = newest - SLOTS;
    do {
      bucket++;
      surplus -= counts[slot(bucket)];
    } while (surplus > 0 && bucket < newest);
    return (bucket + SLOTS) * width - now;
  }

  /** How many permits count at this time. */
  public synchronized int taken(long now) {
    advance(now);
    return sum;
  }

  private void advance(long now) {
    long current = Math.floorDiv(now, width);
    if (sum == 0) {
      newest = current;
    } else if (current - newest >= SLOTS) {
      Arrays.fill(counts, 0);
      sum = 0;
      newest = current;
    } else {
      while (newest < current) {
        newest++;
        sum -= counts[slot(newest)];
        counts[slot(newest)] = 0;
      }
    }
  }

  private static int slot(long bucket) {
    return Math.floorMod(bucket, SLOTS);
  }
}
