package dev.modelrouter.api;

import dev.modelrouter.api.anthropic.AnthropicErrorWriter;
import dev.modelrouter.api.gemini.GeminiErrorWriter;
import dev.modelrouter.api.gemini.GeminiKey;
import dev.modelrouter.api.ollama.OllamaErrorWriter;
import dev.modelrouter.api.openai.OpenAiErrorResponses;
import dev.modelrouter.api.openai.OpenAiErrorWriter;
import dev.modelrouter.api.simple.SimpleErrorWriter;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import java.util.Locale;

/**
 * The API in whose error format the HTTP edge answers, so that each SDK raises the exception it has
 * for the case. It is chosen by the path, and where several APIs have paths of that name by the
 * headers that only one API's clients send.
 */
enum ErrorFormat {
  OPENAI,
  ANTHROPIC,
  GOOGLE,
  OLLAMA,
  /** Paths that belong to no provider's API: one sentence as {@code detail}. */
  PLAIN;

  private static final int EXTRA_CAPACITY = 192;
  private static final int FORBIDDEN = 403;

  private static final List<String> OPENAI_PATHS =
      List.of(
          "/v1/chat/",
          "/v1/completions",
          "/v1/embeddings",
          "/v1/responses",
          "/v1/moderations",
          "/v1/images/",
          "/v1/audio/");

  /** The format for a request. */
  static ErrorFormat of(Call call) {
    String path = call.path();
    if (path.startsWith("/v1/messages")) {
      return ANTHROPIC;
    }
    if (path.startsWith("/v1beta") || path.startsWith("/upload/v1beta") || namesMethod(path)) {
      return GOOGLE;
    }
    if (path.equals("/api") || path.startsWith("/api/")) {
      return OLLAMA;
    }
    for (int i = 0; i < OPENAI_PATHS.size(); i++) {
      if (path.startsWith(OPENAI_PATHS.get(i))) {
        return OPENAI;
      }
    }
    return byHeaders(call, path);
  }

  private static ErrorFormat byHeaders(Call call, String path) {
    if (call.header("anthropic-version") != null) {
      return ANTHROPIC;
    }
    if (call.header("x-goog-api-key") != null
        || call.header("x-goog-api-client") != null
        || (path.startsWith("/v1/models") && call.request().getParam("key") != null)) {
      return GOOGLE;
    }
    return path.equals("/v1") || path.startsWith("/v1/") ? OPENAI : PLAIN;
  }

  /** Whether a path has Google's form {@code …/models/{model}:method}. */
  static boolean namesMethod(String path) {
    return path.contains("/models/") && path.indexOf(':', path.lastIndexOf('/')) >= 0;
  }

  /**
   * The body of an answer.
   *
   * @param status HTTP status, 400 to 599
   * @param code what kind of error, in lower case
   * @param sentence what is wrong and what to do
   */
  byte[] body(Call call, int status, String code, String sentence) {
    return switch (this) {
      case OPENAI -> openAi(code, sentence);
      case ANTHROPIC -> AnthropicErrorWriter.body(status, sentence, call.id());
      case GOOGLE -> GeminiErrorWriter.body(status, sentence);
      case OLLAMA -> OllamaErrorWriter.body(sentence);
      case PLAIN -> plain(call, status, code, sentence);
    };
  }

  /** The body of an answer to a call without the right key. */
  byte[] unauthenticated(Call call) {
    return switch (this) {
      case OPENAI -> OpenAiErrorResponses.noKey();
      case ANTHROPIC -> AnthropicErrorWriter.unauthenticated(call.id());
      case GOOGLE -> GeminiKey.refusal();
      case OLLAMA -> OllamaErrorWriter.unauthenticated();
      case PLAIN -> SimpleErrorWriter.sentence("Send the gateway's key as a bearer token.");
    };
  }

  /** The body of an answer that is one of the gateway's errors. */
  byte[] body(Call call, GatewayError error) {
    return switch (this) {
      case OPENAI -> OpenAiErrorWriter.body(error, null);
      case ANTHROPIC -> AnthropicErrorWriter.body(error, call.id(), null);
      case GOOGLE -> GeminiErrorWriter.body(error);
      case OLLAMA -> OllamaErrorWriter.body(error);
      case PLAIN -> SimpleErrorWriter.failure(error, call.id());
    };
  }

  private static byte[] openAi(String code, String sentence) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    out.append("{\"error\":{\"message\":").appendJson(sentence);
    out.append(",\"type\":\"invalid_request_error\",\"param\":null,\"code\":");
    return out.appendJson(code).append("}}").take();
  }

  /** The inherited errors of the edge are a bare sentence; later ones have a code as well. */
  private static byte[] plain(Call call, int status, String code, String sentence) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"detail\":");
    if (status != FORBIDDEN) {
      return out.appendJson(sentence).append("}").take();
    }
    out.append("{\"error\":").appendJson(code.toUpperCase(Locale.ROOT));
    out.append(",\"message\":").appendJson(sentence);
    return out.append(",\"request_id\":").appendJson(call.id()).append("}}").take();
  }
}
