package dev.modelrouter.api;

/** Writes durations as decimal seconds without the cost of a formatter. */
final class SecondsFormat {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private SecondsFormat() {}

  /** For example {@code 0.001234}: six digits after the point. */
  static String text(long nanos) {
    long micros = Math.max(0, nanos) / NANOS_PER_MICRO;
    String fraction = Long.toString(MICROS_PER_SECOND + micros % MICROS_PER_SECOND);
    return micros / MICROS_PER_SECOND + "." + fraction.substring(1);
  }
}
