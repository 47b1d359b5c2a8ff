package dev.modelrouter.api.anthropic;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Failures as Anthropic tells them, {@code {"type":"error","error":{"type","message"}}}. A
 * provider's own complaint about the request keeps its HTTP status and message.
 */
public final class AnthropicErrorWriter {
  private static final int EXTRA_CAPACITY = 256;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHENTICATED = 401;
  private static final int NOT_FOUND = 404;
  private static final int INTERNAL = 500;
  private static final int OVERLOADED = 529;

  private AnthropicErrorWriter() {}

  /** HTTP status towards the caller. */
  public static int status(GatewayError error) {
    ProviderError providerError = complaint(error);
    if (providerError != null) {
      return providerError.status();
    }
    if (overloaded(error)) {
      return OVERLOADED;
    }
    return switch (error.code()) {
      case INVALID_PROVIDER -> NOT_FOUND;
      // The operator's trouble; 401 and 403 would tell callers that it is their own key.
      case UNAUTHORIZED, FORBIDDEN -> INTERNAL;
      default -> error.code().status();
    };
  }

  /**
   * Whether the provider said that it is overloaded, which Anthropic's clients know to wait for.
   */
  private static boolean overloaded(GatewayError error) {
    ProviderError providerError = error.origin();
    return error.code() == ErrorCode.SERVER_ERROR
        && providerError != null
        && providerError.status() == OVERLOADED;
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

  /**
   * The body of an answer, or the data of an event, that is an error.
   *
   * @param requestId the call's
   * @param field the field to blame, or null
   */
  public static byte[] body(
      GatewayError error, @Nullable String requestId, @Nullable String field) {
    ProviderError providerError = complaint(error);
    String message =
        providerError == null || providerError.message() == null
            ? error.message()
            : providerError.message();
    boolean named = field == null || message.contains(field);
    return body(
        status(error),
        named ? message : field + ": " + message,
        requestId,
        providerError == null ? null : providerError.code());
  }

  /**
   * The body of an answer that is an error of the edge's own: no key, no such path.
   *
   * @param status HTTP status, 400 to 599
   */
  public static byte[] body(int status, String message, @Nullable String requestId) {
    return body(status, message, requestId, null);
  }

  private static byte[] body(
      int status, String message, @Nullable String requestId, @Nullable String code) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    out.append("{\"type\":\"error\",\"error\":{\"type\":\"").append(type(status));
    out.append("\",\"message\":").appendJson(message);
    if (ServerState.UNSUPPORTED_THREAD.equals(code)) {
      out.append(",\"details\":{\"error_code\":\"").append(ServerState.UNSUPPORTED_THREAD);
      out.append("\",\"unsupported\":[]}");
    } else if (ServerState.UNKNOWN_THREAD.equals(code)) {
      out.append(",\"details\":{\"error_code\":\"").append(ServerState.UNKNOWN_THREAD);
      out.append("\"}");
    }
    out.append('}');
    if (requestId != null) {
      out.append(",\"request_id\":").appendJson(requestId);
    }
    return out.append('}').take();
  }

  /** The body of an answer to a call without the right key. */
  public static byte[] unauthenticated(String requestId) {
    return body(
        UNAUTHENTICATED,
        "Send the gateway's key in the header x-api-key or as a bearer token.",
        requestId);
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 408, 504 -> "timeout_error";
      default -> status < INTERNAL ? "invalid_request_error" : "api_error";
    };
  }
}
