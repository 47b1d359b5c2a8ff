package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.provider.ContextLengthErrors;
import dev.modelrouter.provider.ErrorMessageSanitizer;
import dev.modelrouter.provider.HttpStatusErrors;
import dev.modelrouter.provider.RetryAfter;
import dev.modelrouter.wire.MalformedJsonException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can go wrong with Anthropic, in the gateway's words. */
final class AnthropicErrorClassifier {
  private static final String TOO_LONG = "context_length_exceeded";

  private final String id;
  private final ErrorMessageSanitizer text;

  AnthropicErrorClassifier(String id, @Nullable String apiKey) {
    this.id = id;
    this.text = new ErrorMessageSanitizer(apiKey);
  }

  /** An answer that is not 200. */
  GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    AnthropicErrorBody error = read(body, 0, body.length);
    ErrorCode code = code(status, error);
    Duration retryAfter =
        code == ErrorCode.RATE_LIMIT || code == ErrorCode.SERVER_ERROR
            ? RetryAfter.read(header)
            : null;
    return error(code, status, id + " answered " + status, error, retryAfter);
  }

  /** An error inside an answer with status 200: as good as one with the status it should have. */
  GatewayError inBand(byte[] bytes, int from, int to) {
    AnthropicErrorBody error = read(bytes, from, to);
    int status = status(error.type());
    ErrorCode code = code(status, error);
    return error(code, status, id + " reported an error in its answer", error, null);
  }

  private static ErrorCode code(int status, AnthropicErrorBody error) {
    return error.unpaid()
        ? ErrorCode.FORBIDDEN
        : ContextLengthErrors.refine(HttpStatusErrors.ofStatus(status), "", error.message());
  }

  private GatewayError error(
      ErrorCode code,
      int status,
      String what,
      AnthropicErrorBody error,
      @Nullable Duration retryAfter) {
    String message = error.message() == null ? null : text.clean(error.message());
    String type = error.type() == null ? null : text.clean(error.type());
    String finer = error.code() == null ? null : text.clean(error.code());
    return new GatewayError(
        code,
        message == null ? what : what + ": " + message,
        retryAfter,
        new ProviderError(
            status, message, type, code == ErrorCode.CONTEXT_LENGTH ? TOO_LONG : finer, null));
  }

  /** The status that goes with a type of error. */
  static int status(@Nullable String type) {
    return switch (type) {
      case "invalid_request_error" -> 400;
      case "authentication_error" -> 401;
      case "billing_error" -> 402;
      case "permission_error" -> 403;
      case "not_found_error" -> 404;
      case "conflict_error" -> 409;
      case "request_too_large" -> 413;
      case "rate_limit_error" -> 429;
      case "timeout_error" -> 504;
      case "overloaded_error" -> 529;
      case null, default -> 500;
    };
  }

  private static AnthropicErrorBody read(byte[] bytes, int from, int to) {
    try {
      return AnthropicErrorBody.read(bytes, from, to);
    } catch (MalformedJsonException e) {
      // Too large a request is refused by the edge, in other words. The status has to be enough.
      return AnthropicErrorBody.NONE;
    }
  }

  /**
   * The model stopped for a reason that names a failure.
   *
   * @param reason the provider's word for it
   */
  GatewayError gaveUp(String reason) {
    return GatewayError.of(
        ErrorCode.SERVER_ERROR, id + " gave up in its answer: " + text.clean(reason));
  }

  GatewayError noAnswer() {
    return invalid("sent something that is not an answer");
  }

  GatewayError cutOff() {
    return invalid("ended its answer in the middle");
  }

  GatewayError tooLong() {
    return GatewayError.of(
        ErrorCode.ANSWER_TOO_LARGE, id + " sent a single event of more than 64 MiB");
  }

  private GatewayError invalid(String what) {
    return GatewayError.of(ErrorCode.INVALID_RESPONSE, id + " " + what);
  }
}
