package dev.modelrouter.state;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** How long Redis takes to answer. Written on the loop of its connection, read by all threads. */
public final class RoundTripTimes {
  /** Above this, Redis delays requests more than a provider on the same continent does. */
  private static final Duration SLOW = Duration.ofMillis(100);

  /** The share of the newest round trip in the mean: some ten round trips count. */
  private static final double WEIGHT = 0.1;

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private volatile double recent;

  /** Adds a round trip. */
  void add(long took) {
    count.increment();
    nanos.add(took);
    double before = recent;
    recent = before == 0 ? took : before + WEIGHT * (took - before);
  }

  /** Round trips so far. */
  public long count() {
    return count.sum();
  }

  /** Time that they took together, in nanoseconds. */
  public long totalNanos() {
    return nanos.sum();
  }

  /** Mean of the last round trips, the newest counting most; zero before the first. */
  public Duration recent() {
    return Duration.ofNanos((long) recent);
  }

  /** Whether Redis is so slow that it is worth a warning. */
  public boolean slow() {
    return recent().compareTo(SLOW) > 0;
  }
}
