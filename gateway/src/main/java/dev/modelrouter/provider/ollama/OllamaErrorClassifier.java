package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.provider.ContextLengthErrors;
import dev.modelrouter.provider.ErrorMessageSanitizer;
import dev.modelrouter.wire.MalformedJsonException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with an Ollama, in the gateway's words. Its errors are {@code {"error":"…"}}.
 */
final class OllamaErrorClassifier {
  private static final int NOT_FOUND = 404;

  private final String id;
  private final ErrorMessageSanitizer text;

  OllamaErrorClassifier(String id, @Nullable String apiKey) {
    this.id = id;
    this.text = new ErrorMessageSanitizer(apiKey);
  }

  GatewayError status(ErrorCode code, int status, byte[] body, @Nullable Duration retryAfter) {
    OllamaResponseReader said = new OllamaResponseReader();
    String message = null;
    try {
      said.read(body, 0, body.length);
      message = said.error;
    } catch (MalformedJsonException e) {
      // Not Ollama's own words, but some proxy's. The status has to be enough.
      message = null;
    }
    return new GatewayError(
        ContextLengthErrors.refine(code, "", message),
        id + " answered " + status + (message == null ? "" : ": " + text.clean(message)),
        retryAfter,
        message == null ? null : origin(status, text.clean(message)));
  }

  /** In Ollama's own words a 404 is always a model that it does not have. */
  private static ProviderError origin(int status, String message) {
    String code = status == NOT_FOUND ? "model_not_found" : null;
    return new ProviderError(status, message, null, code, null);
  }

  GatewayError inBand(String message) {
    return GatewayError.of(
        ErrorCode.SERVER_ERROR, id + " reported an error in its answer: " + text.clean(message));
  }

  /**
   * The model stopped for a reason that names a failure.
   *
   * @param reason Ollama's word for it
   */
  GatewayError gaveUp(String reason) {
    return GatewayError.of(
        ErrorCode.SERVER_ERROR, id + " gave up in its answer: " + text.clean(reason));
  }

  /** There was no text to embed, which Ollama answers with no vector. */
  GatewayError emptyInput() {
    String sentence = "'input' must not be empty and have no empty text.";
    return new GatewayError(
        ErrorCode.BAD_REQUEST,
        sentence,
        null,
        new ProviderError(
            ErrorCode.BAD_REQUEST.status(), sentence, "invalid_request_error", null, "input"));
  }

  GatewayError noAnswer() {
    return GatewayError.of(
        ErrorCode.INVALID_RESPONSE, id + " sent something that is not an answer");
  }

  GatewayError cutOff() {
    return GatewayError.of(ErrorCode.INVALID_RESPONSE, id + " ended its answer in the middle");
  }

  GatewayError tooLong() {
    return GatewayError.of(
        ErrorCode.ANSWER_TOO_LARGE, id + " sent a single line of more than 64 MiB");
  }
}
