package dev.modelrouter.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider wants to be left alone: {@code retry-after-ms}, else {@code Retry-After} in
 * seconds (decimals too) or as a date (RFC 9110, 10.2.3). A date is measured from the answer's own
 * {@code Date}, so that clocks that differ do no harm.
 */
public final class RetryAfter {
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final double LONGEST_SECONDS = 7 * 24 * 3_600;

  private RetryAfter() {}

  /** What these headers say; null when they say nothing that can be understood. */
  public static @Nullable Duration read(Function<String, @Nullable String> header) {
    String millis = header.apply("retry-after-ms");
    if (millis != null) {
      Duration wait = seconds(millis, MILLIS_PER_SECOND);
      if (wait != null) {
        return wait;
      }
    }
    String value = header.apply("retry-after");
    if (value == null) {
      return null;
    }
    Duration wait = seconds(value, 1);
    return wait != null ? wait : untilDate(value, header.apply("date"));
  }

  private static @Nullable Duration seconds(String number, double perSecond) {
    try {
      double seconds = Double.parseDouble(number.strip()) / perSecond;
      if (Double.isNaN(seconds) || seconds < 0) {
        return null;
      }
      return Duration.ofMillis(Math.round(Math.min(seconds, LONGEST_SECONDS) * MILLIS_PER_SECOND));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Duration untilDate(String value, @Nullable String now) {
    if (now == null) {
      return null;
    }
    try {
      Duration wait = Duration.between(date(now), date(value));
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static ZonedDateTime date(String value) {
    return ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
  }
}
