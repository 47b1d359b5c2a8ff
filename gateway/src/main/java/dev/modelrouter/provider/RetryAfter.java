package dev.modelrouter.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider wants to be left alone: {@code retry-after-ms}, else {@code Retry-After} in
 * seconds (decimals too) or as a date (RFC 9110, 10.2.3), else OpenRouter's {@code
 * X-RateLimit-Reset}, the milliseconds since 1970 at which its limit begins anew. Times are
 * measured from the answer's own {@code Date}, so that clocks that differ do no harm. Never
 * negative, and never more than a week.
 */
public final class RetryAfter {
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final double MAX_SECONDS = 7 * 24 * 3_600;
  private static final Duration MAX = Duration.ofSeconds((long) MAX_SECONDS);

  /** Smaller numbers are no milliseconds since 1970, but seconds, or a time to wait. */
  private static final double MIN_EPOCH_MILLIS = 1e12;

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
      return untilReset(header.apply("x-ratelimit-reset"), header.apply("date"));
    }
    Duration wait = seconds(value, 1);
    return wait != null ? wait : untilDate(value, header.apply("date"));
  }

  /**
   * This many seconds, no less than none and no more than a week.
   *
   * @return null if it is no number
   */
  public static @Nullable Duration ofSeconds(double seconds) {
    if (Double.isNaN(seconds) || seconds < 0) {
      return null;
    }
    return Duration.ofMillis(Math.round(Math.min(seconds, MAX_SECONDS) * MILLIS_PER_SECOND));
  }

  /**
   * The time until a limit begins anew.
   *
   * @param reset milliseconds since 1970; seconds, or a time to wait, are not understood
   * @param now the answer's own date
   */
  public static @Nullable Duration untilReset(@Nullable String reset, @Nullable String now) {
    if (reset == null || now == null) {
      return null;
    }
    try {
      double millis = Double.parseDouble(reset.strip());
      return millis < MIN_EPOCH_MILLIS
          ? null
          : ofSeconds(
              Math.max(0, millis / MILLIS_PER_SECOND - date(now).toInstant().getEpochSecond()));
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Duration seconds(String number, double perSecond) {
    try {
      return ofSeconds(Double.parseDouble(number.strip()) / perSecond);
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
      if (wait.isNegative()) {
        return Duration.ZERO;
      }
      return wait.compareTo(MAX) > 0 ? MAX : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static ZonedDateTime date(String value) {
    return ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
  }
}
