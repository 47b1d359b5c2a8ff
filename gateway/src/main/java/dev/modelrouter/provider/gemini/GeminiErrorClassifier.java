package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.provider.ContextLengthErrors;
import dev.modelrouter.provider.ErrorMessageSanitizer;
import dev.modelrouter.provider.HttpStatusErrors;
import dev.modelrouter.provider.RetryAfter;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with Gemini, in the gateway's words. A bad key comes as 400 and only its reason
 * tells; a failed precondition is the account's region or billing, hence the operator's to mend.
 */
final class GeminiErrorClassifier {
  private static final String BAD_KEY = "API_KEY_INVALID";
  private static final String PRECONDITION = "FAILED_PRECONDITION";
  private static final int FIRST_ERROR = 400;
  private static final int LAST_ERROR = 599;

  private final String id;
  private final ErrorMessageSanitizer text;

  GeminiErrorClassifier(String id, @Nullable String apiKey) {
    this.id = id;
    this.text = new ErrorMessageSanitizer(apiKey);
  }

  /** An answer that is not 200. */
  GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    GoogleStatus said = GoogleStatus.read(body, 0, body.length);
    ErrorCode code = code(status, said);
    Duration retryAfter = null;
    if (code == ErrorCode.RATE_LIMIT || code == ErrorCode.SERVER_ERROR) {
      Duration fromHeader = RetryAfter.read(header);
      retryAfter = fromHeader == null ? said.retryDelay() : fromHeader;
    }
    return new GatewayError(
        code,
        id + " answered " + status + sanitized(said.message()),
        retryAfter,
        new ProviderError(
            status,
            cleaned(said.message()),
            cleaned(said.status()),
            cleaned(said.reason()),
            cleaned(said.field())));
  }

  /** An error inside an answer with status 200: the value of a field {@code error}. */
  GatewayError inBand(byte[] bytes, int from, int to) {
    GoogleStatus status = GoogleStatus.read(bytes, from, to);
    boolean known = status.code() >= FIRST_ERROR && status.code() <= LAST_ERROR;
    return new GatewayError(
        known ? code(status.code(), status) : ErrorCode.SERVER_ERROR,
        id + " reported an error in its answer" + sanitized(status.message()),
        status.retryDelay());
  }

  private static ErrorCode code(int status, GoogleStatus said) {
    if (BAD_KEY.equals(said.reason())) {
      return ErrorCode.UNAUTHORIZED;
    }
    return PRECONDITION.equals(said.status())
        ? ErrorCode.FORBIDDEN
        : ContextLengthErrors.refine(HttpStatusErrors.ofStatus(status), "", said.message());
  }

  /**
   * Nothing was said, since the prompt or the answer was found unsafe.
   *
   * @param reason Gemini's word for why
   */
  GatewayError blocked(String reason) {
    return GatewayError.of(
        ErrorCode.CONTENT_POLICY, id + " refused the content: " + text.clean(reason));
  }

  /**
   * The model stopped for a reason that makes its answer useless.
   *
   * @param reason Gemini's word for why
   * @param message its sentence, or null
   */
  GatewayError gaveUp(String reason, @Nullable String message) {
    return GatewayError.of(
        ErrorCode.SERVER_ERROR,
        id + " gave up in its answer: " + text.clean(reason) + sanitized(message));
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

  private String sanitized(@Nullable String message) {
    return message == null ? "" : ": " + text.clean(message);
  }

  private @Nullable String cleaned(@Nullable String word) {
    return word == null ? null : text.clean(word);
  }
}
