package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ResponseHeaders;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;

/** Answers in OpenAI's shape of an error that need no provider. */
public final class OpenAiErrorResponses {
  private static final int UNAUTHENTICATED = 401;
  private static final int NOT_FOUND = 404;

  private OpenAiErrorResponses() {}

  /** To somebody without the right key. */
  public static void unauthenticated(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    call.json(UNAUTHENTICATED, noKey(), null);
  }

  /** To somebody whose request led to no answer. */
  static void failed(Call call, GatewayError error) {
    ResponseHeaders.error(call, error);
    call.json(
        OpenAiErrorWriter.status(error), OpenAiErrorWriter.body(error, null), error.retryAfter());
  }

  /** To somebody who asked for a model that nobody is known to serve. */
  public static void noSuchModel(Call call) {
    call.json(
        NOT_FOUND,
        body(
            NOT_FOUND,
            "No configured provider is known to serve this model; GET /v1/models lists them.",
            "model_not_found"),
        null);
  }

  /** The body for somebody without the right key. */
  public static byte[] noKey() {
    return body(
        UNAUTHENTICATED,
        "Incorrect API key provided: send the gateway's key in the header 'Authorization: Bearer"
            + " <key>'.",
        "invalid_api_key");
  }

  private static byte[] body(int status, String message, String code) {
    return OpenAiErrorWriter.body(
        new GatewayError(
            ErrorCode.BAD_REQUEST,
            message,
            null,
            new ProviderError(status, message, "invalid_request_error", code, null)),
        null);
  }
}
