package dev.modelrouter.api.responses;

import dev.modelrouter.api.openai.OpenAiErrorWriter;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Failures as the Responses API tells them: before the answer in the shape of all of OpenAI's API,
 * in a stream as {@code response.failed} ({@link ResponsesStreamWriter}) or, where the stream is
 * not written here, as an {@code error} event.
 */
public final class ResponsesErrorWriter {
  /** The field that names the answer to go on from. */
  static final String PREVIOUS = "previous_response_id";

  private static final String NO_PREVIOUS = "previous_response_not_found";

  /** What a request is called that cannot be said to a provider. */
  private static final String UNTRANSLATABLE = "unsupported_parameter";

  private static final String INVALID = "invalid_request_error";
  private static final int EXTRA_CAPACITY = 256;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private ResponsesErrorWriter() {}

  /** HTTP status towards the caller. */
  public static int status(GatewayError error) {
    return OpenAiErrorWriter.status(error);
  }

  /** The body of an answer that is an error. */
  public static byte[] body(GatewayError error) {
    return OpenAiErrorWriter.body(error, null);
  }

  /** The failure of a request that {@link ResponsesRequestReader} does not take. */
  public static GatewayError of(UntranslatableRequestException refusal) {
    String parameter = refusal.parameter();
    return refused(
        BAD_REQUEST,
        refusal.sentence(),
        parameter.equals(PREVIOUS) ? NO_PREVIOUS : null,
        parameter.isEmpty() ? null : parameter);
  }

  /** The refusal of a request that goes on from an answer that nobody here knows. */
  static UntranslatableRequestException noPrevious(String id) {
    return new UntranslatableRequestException(
        PREVIOUS,
        "Previous response with id '" + id + "' not found; send the whole conversation as input");
  }

  /**
   * The same failure under the name that the API has for it: where no provider was asked, since the
   * request goes on from an answer that is not known here.
   */
  static GatewayError named(GatewayError error) {
    ProviderError providerError = error.origin();
    return providerError != null
            && PREVIOUS.equals(providerError.param())
            && UNTRANSLATABLE.equals(providerError.code())
        ? refused(BAD_REQUEST, String.valueOf(providerError.message()), NO_PREVIOUS, PREVIOUS)
        : error;
  }

  /** The failure of a call for an answer that is not stored, or no longer. */
  public static GatewayError notStored(String id) {
    return refused(NOT_FOUND, "Response with id '" + id + "' not found.", null, null);
  }

  private static GatewayError refused(
      int status, String sentence, @Nullable String code, @Nullable String parameter) {
    return new GatewayError(
        ErrorCode.BAD_REQUEST,
        sentence,
        null,
        new ProviderError(status, sentence, INVALID, code, parameter));
  }

  /**
   * The event that ends a stream which broke, after which nothing follows.
   *
   * @param sequence the number of events before it
   */
  public static byte[] event(GatewayError error, int sequence) {
    OpenAiErrorWriter.ErrorFields errorFields = OpenAiErrorWriter.fields(error);
    EventWriter events = new EventWriter(EXTRA_CAPACITY, sequence);
    ByteBuilder out = events.begin("error");
    out.append(",\"code\":").appendJson(errorFields.code());
    out.append(",\"message\":").appendJson(errorFields.message()).append(",\"param\":");
    String param = errorFields.param();
    events.end(param == null ? out.append("null") : out.appendJson(param));
    return events.take();
  }

  /** The sentence for it. */
  static String message(GatewayError error) {
    return OpenAiErrorWriter.fields(error).message();
  }

  /**
   * The code inside a failed response object. The API knows few; clients take what a provider said
   * of the request, and whether it was a limit, from it.
   */
  static String code(GatewayError error) {
    if (OpenAiErrorWriter.complaint(error)) {
      return OpenAiErrorWriter.fields(error).code();
    }
    return switch (error.code()) {
      case RATE_LIMIT, TOO_MANY_STREAMS, OVERLOADED -> "rate_limit_exceeded";
      default -> "server_error";
    };
  }
}
