package dev.modelrouter.fake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words and the stream framing of one provider API. Methods that give events give their JSON;
 * {@link #frame} makes lines of it.
 */
sealed interface Dialect permits OpenAiDialect, OllamaDialect, GeminiDialect, AnthropicDialect {

  boolean streamsByDefault();

  String streamType();

  String unaryType();

  /** The events before the first token. */
  List<String> opening(ChatRequest chatRequest, Answer answer);

  String token(ChatRequest chatRequest, Answer answer, String text);

  /** The events that call tools; none without calls. */
  List<String> calls(ChatRequest chatRequest, Answer answer);

  /** The events after the last token and call. */
  List<String> closing(ChatRequest chatRequest, Answer answer, boolean endMark);

  String unary(ChatRequest chatRequest, Answer answer);

  /** The error body, and the error event. */
  String error(int status, @Nullable String code, String message);

  String frame(String json, StreamStyle style);

  /** A framed comment; empty where the framing has none. */
  String comment(StreamStyle style);

  /** OpenAI's routes; all but the first answer like a chat unless the reply is raw. */
  List<String> OPENAI_ROUTES =
      List.of(
          "/completions",
          "/embeddings",
          "/moderations",
          "/images/generations",
          "/audio/speech",
          "/audio/transcriptions",
          "/audio/translations",
          "/responses");

  /** Ollama's routes but the one that answers a prompt. */
  List<String> OLLAMA_ROUTES = List.of("/api/chat", "/api/embed", "/api/embeddings");

  /** The dialect of a route that wants an answer; null if the route is none. */
  static @Nullable Dialect ofChat(RecordedRequest request) {
    String route = request.route();
    if (route.contains("/responses/")) {
      return new OpenAiDialect();
    }
    if (!request.method().equals("POST")) {
      return null;
    }
    boolean generate = route.endsWith("/api/generate");
    if (generate || OLLAMA_ROUTES.stream().anyMatch(route::endsWith)) {
      return new OllamaDialect(generate);
    }
    if (OPENAI_ROUTES.stream().anyMatch(route::endsWith)) {
      return new OpenAiDialect();
    }
    Dialect anthropic = AnthropicDialect.ofRoute(route);
    return anthropic == null ? GeminiDialect.ofRoute(route) : anthropic;
  }

  /** The model that the answer names, as a JSON string. */
  static String model(ChatRequest chatRequest, Answer answer) {
    return answer.model() == null ? chatRequest.model() : Json.quote(answer.model());
  }
}
