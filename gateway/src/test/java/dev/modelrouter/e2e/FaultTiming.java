package dev.modelrouter.e2e;

import java.time.Duration;

/**
 * How long things take while the sixteen faults are rehearsed: the times of the fault table, or all
 * of them cut to fractions of a second.
 *
 * @param firstToken limit for a stream's first text, milliseconds
 * @param silence limit for everything else a provider keeps to itself, milliseconds
 * @param cooldown first pause of a provider that failed, milliseconds
 * @param retryAfter what a provider that is full asks for, milliseconds
 * @param outage how long a provider is down, milliseconds
 * @param recovery within what time it must be back in use, milliseconds
 * @param abandoned within what time somebody else must have answered for a slow one, milliseconds
 */
record FaultTiming(
    long firstToken,
    long silence,
    long cooldown,
    long retryAfter,
    long outage,
    long recovery,
    long abandoned) {
  private static final FaultTiming FULL =
      new FaultTiming(3_000, 10_000, 5_000, 2_000, 60_000, 30_000, 15_000);
  private static final FaultTiming FAST = new FaultTiming(400, 700, 200, 400, 1_000, 5_000, 10_000);

  /** The times of the table with {@code -Dfaults.timing=full}, else the short ones. */
  static FaultTiming chosen() {
    return System.getProperty("faults.timing", "fast").equals("full") ? FULL : FAST;
  }

  static double seconds(long millis) {
    return millis / 1e3;
  }

  /** A time that no provider of the table waits for. */
  static Duration never() {
    return Duration.ofSeconds(20);
  }
}
