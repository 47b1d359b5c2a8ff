package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Failures as OpenAI's API tells them: {@code {"error":{"message","type","param","code"}}} under
 * the status from which the official SDKs choose the exception and whether to try again. A
 * provider's own complaint about the request keeps its status, message and code.
 */
public final class OpenAiErrorWriter {
  private static final int EXTRA_CAPACITY = 256;
  private static final int BAD_REQUEST = 400;
  private static final int FIRST_SERVER_STATUS = 500;

  private OpenAiErrorWriter() {}

  /** HTTP status towards the caller. */
  public static int status(GatewayError error) {
    ProviderError providerError = error.origin();
    return providerError != null && complaint(error)
        ? providerError.status()
        : error.code().status();
  }

  /** Whether a provider found the request wrong: it is the caller's request that has to change. */
  public static boolean complaint(GatewayError error) {
    ProviderError providerError = error.origin();
    boolean theirs = error.code().isComplaint() || error.code() == ErrorCode.ALL_PROVIDERS_FAILED;
    return theirs
        && providerError != null
        && providerError.status() >= BAD_REQUEST
        && providerError.status() < FIRST_SERVER_STATUS;
  }

  /** The body of an answer that is an error. */
  public static byte[] body(GatewayError error, @Nullable String param) {
    return append(new ByteBuilder(EXTRA_CAPACITY), error, param).take();
  }

  /** Appends the same to a stream's bytes. */
  static ByteBuilder append(ByteBuilder out, GatewayError error, @Nullable String param) {
    ErrorFields errorFields = fields(error);
    String blamed = errorFields.param() == null ? param : errorFields.param();
    out.append("{\"error\":{\"message\":").appendJson(errorFields.message());
    out.append(",\"type\":").appendJson(errorFields.type()).append(",\"param\":");
    (blamed == null ? out.append("null") : out.appendJson(blamed)).append(",\"code\":");
    out.appendJson(errorFields.code());
    if (!errorFields.otherFields().isEmpty()) {
      out.append(',').append(errorFields.otherFields());
    }
    return out.append("}}");
  }

  /**
   * A failure in the words of OpenAI's API.
   *
   * @param message one sentence
   * @param type what kind of failure
   * @param param the parameter to blame, or null
   * @param code which one
   * @param otherFields the provider's other fields as members of a JSON object, possibly empty
   */
  public record ErrorFields(
      String message, String type, @Nullable String param, String code, String otherFields) {}

  /** The words for it: the provider's own where it complained about the request. */
  public static ErrorFields fields(GatewayError error) {
    ProviderError providerError = complaint(error) || error.quotaGone() ? error.origin() : null;
    return new ErrorFields(
        providerError == null || providerError.message() == null
            ? error.message()
            : providerError.message(),
        providerError == null || providerError.type() == null
            ? type(error.code())
            : providerError.type(),
        providerError == null ? null : providerError.param(),
        providerError == null || providerError.code() == null
            ? code(error.code())
            : providerError.code(),
        providerError == null ? "" : providerError.otherFields());
  }

  private static String type(ErrorCode code) {
    return switch (code) {
      case INVALID_PROVIDER,
          BAD_REQUEST,
          CONTEXT_LENGTH,
          CONTENT_POLICY,
          PAYLOAD_TOO_LARGE,
          UNSUPPORTED_ENCODING,
          REQUEST_TIMEOUT ->
          "invalid_request_error";
      case RATE_LIMIT, TOO_MANY_STREAMS, OVERLOADED -> "rate_limit_error";
      case TIMEOUT, GLOBAL_TIMEOUT -> "timeout_error";
      default -> "server_error";
    };
  }

  private static String code(ErrorCode code) {
    return switch (code) {
      case CONTEXT_LENGTH -> "context_length_exceeded";
      case CONTENT_POLICY -> "content_policy_violation";
      case RATE_LIMIT, TOO_MANY_STREAMS, OVERLOADED -> "rate_limit_exceeded";
      case INVALID_PROVIDER -> "model_not_found";
      default -> code.name().toLowerCase(Locale.ROOT);
    };
  }
}
