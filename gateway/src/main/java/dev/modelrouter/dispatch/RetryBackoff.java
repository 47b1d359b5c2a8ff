package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the same provider is asked again: full jitter, so that callers who failed
 * together do not come back together; a provider's own {@code Retry-After} is obeyed, or, when it
 * is too long to wait for, ends the trying.
 */
public final class RetryBackoff {
  private static final long UNSENT_BASE_MILLIS = 50;
  private static final long BASE_MILLIS = 250;
  private static final long MAX_MILLIS = 2_000;
  private static final long RATE_LIMIT_BASE_MILLIS = 500;
  private static final long QUICK_MIN_MILLIS = 50;
  private static final long QUICK_RANGE_MILLIS = 150;
  private static final long MIN_MILLIS = 10;
  private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(5);

  private final DoubleSupplier random;

  /**
   * A backoff.
   *
   * @param random gives numbers from 0.0 (inclusive) to 1.0 (exclusive)
   */
  public RetryBackoff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * The pause before a retry.
   *
   * @param retry 0 for the first retry
   * @param sent whether the failed request may have reached the provider
   * @return milliseconds, or null if waiting is not worth it
   */
  public @Nullable Long delayMillis(GatewayError error, boolean sent, int retry) {
    Duration retryAfter = error.retryAfter();
    if (retryAfter != null) {
      return retryAfter.compareTo(MAX_RETRY_AFTER) > 0
          ? null
          : retryAfter.toMillis() + jitter(BASE_MILLIS);
    }
    if (error.code() == ErrorCode.RATE_LIMIT) {
      // It wants fewer requests, and does not say when: no sooner than half a second.
      long base = RATE_LIMIT_BASE_MILLIS << Math.min(retry, 10);
      long floor = Math.min(base, MAX_MILLIS);
      return floor + jitter(floor);
    }
    long ceiling = (sent ? BASE_MILLIS : UNSENT_BASE_MILLIS) << Math.min(retry, 10);
    return jitter(Math.min(ceiling, MAX_MILLIS));
  }

  /** The pause before a retry after an error that is often gone at once: 50 to 200 ms. */
  public long quickDelayMillis() {
    return QUICK_MIN_MILLIS + (long) (random.getAsDouble() * QUICK_RANGE_MILLIS);
  }

  private long jitter(long ceiling) {
    return MIN_MILLIS + (long) (random.getAsDouble() * ceiling);
  }
}
