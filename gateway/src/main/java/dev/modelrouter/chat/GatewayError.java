package dev.modelrouter.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One failure, fit to be shown: to the caller, in the log and as a metric label.
 *
 * @param code which row of the table
 * @param message one sentence that says what happened and what to do; holds no secret
 * @param retryAfter how long to wait before another try, or null when nobody knows
 * @param origin what the provider itself said, or null
 */
public record GatewayError(
    ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable ProviderError origin) {
  /** OpenAI's code for it, which comes with status 429. */
  private static final String QUOTA_GONE = "insufficient_quota";

  /** A failure of which no provider said anything. */
  public GatewayError(ErrorCode code, String message, @Nullable Duration retryAfter) {
    this(code, message, retryAfter, null);
  }

  /** A failure without advice on when to come back. */
  public static GatewayError of(ErrorCode code, String message) {
    return new GatewayError(code, message, null, null);
  }

  /** Whether the operator's account at the provider has nothing left, which no waiting mends. */
  public boolean quotaGone() {
    return origin != null && QUOTA_GONE.equals(origin.code());
  }
}
