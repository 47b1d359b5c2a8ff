package dev.modelrouter.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * A high quantile of the recent durations of a route, such as the p95 of its time to first content
 * token, after which a hedge starts. About 2.5 KiB however many durations are seen.
 *
 * <p><b>Implementation notes.</b> A histogram with sixteen slots for each doubling, from 1 ms to
 * about 17 minutes, so a quantile is at most a sixteenth too high and never too low. It is looked
 * for from the highest slot in use downwards. Two histograms take turns: the one being filled and
 * the one before it; every span the older is dropped. So the answer rests on the last one to two
 * spans. Safe for threads.
 */
public final class LatencyQuantile {
  private static final int SUB_BITS = 4;
  private static final int DOUBLINGS = 20;
  private static final int SLOTS = (DOUBLINGS + 1) << SUB_BITS;
  private static final long UNIT = Duration.ofMillis(1).toNanos() >> SUB_BITS;
  private static final int FEWEST = 20;

  private final int perMille;
  private final long span;
  private int[] filling = new int[SLOTS];
  private int[] before = new int[SLOTS];
  private int topFilling;
  private int topBefore;
  private int seenFilling;
  private int seenBefore;
  private long began;

  /**
   * Nothing seen yet.
   *
   * @param perMille which quantile: 950 for the p95; 1 to 999
   * @param span how long a histogram is filled
   */
  public LatencyQuantile(int perMille, Duration span) {
    if (perMille < 1 || perMille > 999 || !span.isPositive()) {
      throw new IllegalArgumentException("a quantile lies between 1 and 999 of a thousand");
    }
    this.perMille = perMille;
    this.span = span.toNanos();
  }

  /** The default: the p95 of the last minute or two. */
  public static LatencyQuantile p95() {
    return new LatencyQuantile(950, Duration.ofMinutes(1));
  }

  /** A duration of so many nanoseconds was seen. */
  public synchronized void observe(long nanos, long now) {
    turn(now);
    int slot = slot(nanos);
    filling[slot]++;
    topFilling = Math.max(topFilling, slot);
    seenFilling++;
  }

  /** The quantile in nanoseconds; nothing before twenty durations have been seen. */
  public synchronized OptionalLong nanos(long now) {
    turn(now);
    long seen = (long) seenFilling + seenBefore;
    if (seen < FEWEST) {
      return OptionalLong.empty();
    }
    long above = seen - Math.ceilDiv(seen * perMille, 1000L);
    for (int slot = Math.max(topFilling, topBefore); slot > 0; slot--) {
      above -= filling[slot] + before[slot];
      if (above < 0) {
        return OptionalLong.of(end(slot));
      }
    }
    return OptionalLong.of(end(0));
  }

  private void turn(long now) {
    if (seenFilling == 0 && seenBefore == 0) {
      began = now;
      return;
    }
    long passed = (now - began) / span;
    if (passed <= 0) {
      return;
    }
    int[] oldest = before;
    Arrays.fill(oldest, 0);
    if (passed == 1) {
      before = filling;
      topBefore = topFilling;
      seenBefore = seenFilling;
    } else {
      Arrays.fill(filling, 0);
      before = filling;
      topBefore = 0;
      seenBefore = 0;
    }
    filling = oldest;
    topFilling = 0;
    seenFilling = 0;
    began += passed * span;
  }

  /** Sixteen slots of one unit, then sixteen for each doubling. */
  private static int slot(long nanos) {
    long units = Math.clamp(nanos / UNIT, 0, (1L << (DOUBLINGS + SUB_BITS)) - 1);
    int doubling = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(units) - SUB_BITS);
    return doubling == 0
        ? (int) units
        : (doubling << SUB_BITS) + (int) (units >> (doubling - 1)) - (1 << SUB_BITS);
  }

  /** The first duration that no longer falls into the slot. */
  private static long end(int slot) {
    int doubling = slot >> SUB_BITS;
    long place = slot & ((1 << SUB_BITS) - 1);
    long units = doubling == 0 ? place + 1 : ((1L << SUB_BITS) + place + 1) << (doubling - 1);
    return units * UNIT;
  }
}
