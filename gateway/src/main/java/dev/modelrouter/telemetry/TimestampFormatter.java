package dev.modelrouter.telemetry;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Instants as ISO 8601 text in UTC with milliseconds. The text up to the second is kept. */
final class TimestampFormatter {
  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.");

  /** Immutable, so threads that race for the field see either the old one or the new one whole. */
  private Second second = new Second(Long.MIN_VALUE, "");

  private record Second(long epoch, String text) {}

  void append(StringBuilder out, long epochMillis) {
    long epoch = Math.floorDiv(epochMillis, 1000L);
    int millis = Math.floorMod(epochMillis, 1000);
    Second current = second;
    if (current.epoch != epoch) {
      LocalDateTime time = LocalDateTime.ofEpochSecond(epoch, 0, ZoneOffset.UTC);
      current = new Second(epoch, TO_THE_SECOND.format(time));
      second = current;
    }
    out.append(current.text)
        .append((char) ('0' + millis / 100))
        .append((char) ('0' + millis / 10 % 10))
        .append((char) ('0' + millis % 10))
        .append('Z');
  }
}
