package dev.modelrouter.api.gemini;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.wire.ByteBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Failures as Google's APIs tell them, {@code {"error":{"code","message","status","details"}}}: a
 * {@code google.rpc.Status}, with the field that is to blame and the time to wait as details. A
 * provider's own complaint about the request keeps its HTTP status and message.
 */
public final class GeminiErrorWriter {
  private static final int EXTRA_CAPACITY = 256;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int INTERNAL = 500;
  private static final String TYPE = "{\"@type\":\"type.googleapis.com/google.rpc.";

  private GeminiErrorWriter() {}

  /** HTTP status towards the caller. */
  public static int status(GatewayError error) {
    ProviderError providerError = complaint(error);
    if (providerError != null) {
      return providerError.status();
    }
    return switch (error.code()) {
      case INVALID_PROVIDER -> NOT_FOUND;
      // The operator's trouble; 401 and 403 would tell callers that it is their own key.
      case UNAUTHORIZED, FORBIDDEN -> INTERNAL;
      default -> error.code().status();
    };
  }

  /** What the provider said, where it is the caller's request that has to change; else null. */
  private static @Nullable ProviderError complaint(GatewayError error) {
    ProviderError providerError = error.origin();
    boolean theirs = error.code().isComplaint() || error.code() == ErrorCode.ALL_PROVIDERS_FAILED;
    return theirs
            && providerError != null
            && providerError.status() >= BAD_REQUEST
            && providerError.status() < INTERNAL
        ? providerError
        : null;
  }

  /** The body of an answer that is an error. */
  public static byte[] body(GatewayError error) {
    return append(new ByteBuilder(EXTRA_CAPACITY), error, null).take();
  }

  /**
   * The same for a request that could not be read.
   *
   * @param field the field to blame
   */
  public static byte[] body(GatewayError error, String field) {
    return append(new ByteBuilder(EXTRA_CAPACITY), error, field).take();
  }

  /**
   * The body of an answer that is an error of the edge's own: no key, no such path.
   *
   * @param status HTTP status, 400 to 599
   */
  public static byte[] body(int status, String message) {
    return open(new ByteBuilder(EXTRA_CAPACITY), status, message).append("}}").take();
  }

  /** Appends the same to a stream's bytes. */
  static ByteBuilder append(ByteBuilder out, GatewayError error, @Nullable String field) {
    ProviderError providerError = complaint(error);
    String message =
        providerError == null || providerError.message() == null
            ? error.message()
            : providerError.message();
    String blamed =
        providerError == null || providerError.param() == null ? field : providerError.param();
    open(out, status(error), message);
    String before = ",\"details\":[";
    if (blamed != null) {
      out.append(before).append(TYPE).append("BadRequest\",\"fieldViolations\":[{\"field\":");
      out.appendJson(blamed).append(",\"description\":").appendJson(message).append("}]}");
      before = ",";
    }
    Duration wait = error.retryAfter();
    if (wait != null) {
      out.append(before).append(TYPE).append("RetryInfo\",\"retryDelay\":\"");
      out.append(seconds(wait)).append("s\"}");
      before = ",";
    }
    return out.append(before.equals(",") ? "]}}" : "}}");
  }

  private static ByteBuilder open(ByteBuilder out, int status, String message) {
    return out.append("{\"error\":{\"code\":")
        .append(Integer.toString(status))
        .append(",\"message\":")
        .appendJson(message)
        .append(",\"status\":\"")
        .append(word(status))
        .append('"');
  }

  private static String seconds(Duration wait) {
    return BigDecimal.valueOf(wait.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String word(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 408, 504 -> "DEADLINE_EXCEEDED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 499 -> "CANCELLED";
      case 502, 503 -> "UNAVAILABLE";
      default -> status < INTERNAL ? "INVALID_ARGUMENT" : "INTERNAL";
    };
  }
}
