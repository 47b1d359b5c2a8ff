package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Failures as Ollama tells them, {@code {"error":"…"}}. A provider's own complaint about the
 * request keeps its HTTP status and message.
 */
public final class OllamaErrorWriter {
  private static final int EXTRA_CAPACITY = 128;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int INTERNAL = 500;

  private OllamaErrorWriter() {}

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
    ProviderError providerError = complaint(error);
    return body(
        providerError == null || providerError.message() == null
            ? error.message()
            : providerError.message());
  }

  /** The body of an answer to a call without the right key. */
  public static byte[] unauthenticated() {
    return body("unauthorized: send the gateway's key as a bearer token");
  }

  /** The same for a sentence of the edge's own. */
  public static byte[] body(String sentence) {
    return new ByteBuilder(EXTRA_CAPACITY)
        .append("{\"error\":")
        .appendJson(sentence)
        .append('}')
        .take();
  }
}
