package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.provider.ContextLengthErrors;
import dev.modelrouter.provider.ErrorMessageSanitizer;
import dev.modelrouter.provider.HttpStatusErrors;
import dev.modelrouter.provider.RetryAfter;
import dev.modelrouter.wire.JsonTree;
import dev.modelrouter.wire.MalformedJsonException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can go wrong with one OpenAI-compatible provider, in the gateway's words. */
final class CompatibleErrorClassifier {
  private final String id;
  private final ErrorMessageSanitizer text;

  CompatibleErrorClassifier(String id, @Nullable String apiKey) {
    this.id = id;
    this.text = new ErrorMessageSanitizer(apiKey);
  }

  /** An answer that is not 200. */
  GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    CompatibleErrorBody error = read(body, 0, body.length);
    ErrorCode code = error.contentPolicy() ? ErrorCode.CONTENT_POLICY : ofStatus(status, error);
    Duration retryAfter =
        switch (code) {
          case RATE_LIMIT -> {
            Duration fromHeader = RetryAfter.read(header);
            if (fromHeader != null) {
              yield fromHeader;
            }
            Duration untilReset = RetryAfter.untilReset(error.reset(), header.apply("date"));
            yield untilReset == null ? error.retryAfter() : untilReset;
          }
          case SERVER_ERROR -> RetryAfter.read(header);
          default -> null;
        };
    return new GatewayError(
        code, id + " answered " + status + message(error), retryAfter, origin(status, error));
  }

  private static ErrorCode ofStatus(int status, CompatibleErrorBody error) {
    return ContextLengthErrors.refine(
        HttpStatusErrors.ofStatus(status), error.codes(), error.message());
  }

  private ProviderError origin(int status, CompatibleErrorBody error) {
    String message = error.message();
    return new ProviderError(
        status,
        message == null ? null : text.clean(message),
        cleaned(error.type()),
        cleaned(error.code()),
        cleaned(error.param()),
        otherFields(error));
  }

  /** Written anew, so that a key is found however it was escaped. */
  private String otherFields(CompatibleErrorBody error) {
    if (error.otherFields().isEmpty()
        || !(JsonTree.read('{' + error.otherFields() + '}')
            instanceof JsonTree.JsonObject object)) {
      return "";
    }
    CompatibleErrorBody.OWN_FIELDS.forEach(object.fields()::remove);
    String written = redacted(object).text();
    return written.substring(1, written.length() - 1);
  }

  private JsonTree redacted(JsonTree tree) {
    return switch (tree) {
      case JsonTree.Scalar scalar -> {
        String value = JsonTree.stringValue(scalar);
        yield value == null ? scalar : JsonTree.string(text.redact(value));
      }
      case JsonTree.Array array ->
          new JsonTree.Array(array.values().stream().map(this::redacted).toList());
      case JsonTree.JsonObject object -> {
        Map<String, JsonTree> fields = new LinkedHashMap<>();
        object.fields().forEach((name, value) -> fields.put(text.redact(name), redacted(value)));
        yield new JsonTree.JsonObject(fields);
      }
    };
  }

  private @Nullable String cleaned(@Nullable String word) {
    return word == null ? null : text.clean(word);
  }

  /** An error inside an answer with status 200: the value of a field {@code error}. */
  GatewayError inBand(byte[] bytes, int from, int to) {
    CompatibleErrorBody error = read(bytes, from, to);
    ErrorCode code;
    if (error.contentPolicy()) {
      code = ErrorCode.CONTENT_POLICY;
    } else if (error.numericCode() >= 400 && error.numericCode() <= 599) {
      code = ofStatus(error.numericCode(), error);
    } else {
      code = error.rateLimit() ? ErrorCode.RATE_LIMIT : ErrorCode.SERVER_ERROR;
    }
    return GatewayError.of(code, id + " reported an error in its answer" + message(error));
  }

  private static CompatibleErrorBody read(byte[] bytes, int from, int to) {
    try {
      return CompatibleErrorBody.read(bytes, from, to);
    } catch (MalformedJsonException e) {
      // A web page from some proxy on the way, say. The status has to be enough.
      return CompatibleErrorBody.NONE;
    }
  }

  private String message(CompatibleErrorBody body) {
    String message = body.message();
    return message == null ? "" : ": " + text.clean(message);
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

  /**
   * The model stopped for a reason that names a failure.
   *
   * @param reason the provider's word for it
   */
  GatewayError gaveUp(String reason) {
    return GatewayError.of(
        ErrorCode.SERVER_ERROR, id + " gave up in the middle of its answer: " + text.clean(reason));
  }

  private GatewayError invalid(String what) {
    return GatewayError.of(ErrorCode.INVALID_RESPONSE, id + " " + what);
  }
}
