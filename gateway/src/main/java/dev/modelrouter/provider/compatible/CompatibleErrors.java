package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.provider.ContextLength;
import dev.modelrouter.provider.ErrorClasses;
import dev.modelrouter.provider.ErrorText;
import dev.modelrouter.provider.RetryAfter;
import dev.modelrouter.wire.JsonTree;
import dev.modelrouter.wire.MalformedJsonException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can go wrong with one OpenAI-compatible provider, in the gateway's words. */
final class CompatibleErrors {
  private final String id;
  private final ErrorText text;

  CompatibleErrors(String id, @Nullable String apiKey) {
    this.id = id;
    this.text = new ErrorText(apiKey);
  }

  /** An answer that is not 200. */
  GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    ErrorBody said = read(body, 0, body.length);
    ErrorCode code = said.contentPolicy() ? ErrorCode.CONTENT_POLICY : ofStatus(status, said);
    Duration retryAfter =
        switch (code) {
          case RATE_LIMIT -> {
            Duration fromHeader = RetryAfter.read(header);
            if (fromHeader != null) {
              yield fromHeader;
            }
            Duration untilReset = RetryAfter.untilReset(said.reset(), header.apply("date"));
            yield untilReset == null ? said.retryAfter() : untilReset;
          }
          case SERVER_ERROR -> RetryAfter.read(header);
          default -> null;
        };
    return new GatewayError(
        code, id + " answered " + status + said(said), retryAfter, origin(status, said));
  }

  private static ErrorCode ofStatus(int status, ErrorBody said) {
    return ContextLength.refine(ErrorClasses.ofStatus(status), said.words(), said.message());
  }

  private ProviderError origin(int status, ErrorBody said) {
    String message = said.message();
    return new ProviderError(
        status,
        message == null ? null : text.clean(message),
        cleaned(said.type()),
        cleaned(said.code()),
        cleaned(said.param()),
        otherFields(said));
  }

  /** Written anew, so that a key is found however it was escaped. */
  private String otherFields(ErrorBody said) {
    if (said.otherFields().isEmpty()
        || !(JsonTree.read('{' + said.otherFields() + '}') instanceof JsonTree.JsonObject object)) {
      return "";
    }
    ErrorBody.OWN_FIELDS.forEach(object.fields()::remove);
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
    ErrorBody said = read(bytes, from, to);
    ErrorCode code;
    if (said.contentPolicy()) {
      code = ErrorCode.CONTENT_POLICY;
    } else if (said.numericCode() >= 400 && said.numericCode() <= 599) {
      code = ofStatus(said.numericCode(), said);
    } else {
      code = said.rateLimit() ? ErrorCode.RATE_LIMIT : ErrorCode.SERVER_ERROR;
    }
    return GatewayError.of(code, id + " reported an error in its answer" + said(said));
  }

  private static ErrorBody read(byte[] bytes, int from, int to) {
    try {
      return ErrorBody.read(bytes, from, to);
    } catch (MalformedJsonException e) {
      // A web page from some proxy on the way, say. The status has to be enough.
      return ErrorBody.NONE;
    }
  }

  private String said(ErrorBody body) {
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
