package dev.modelrouter.fake;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Google's {@code generateContent}: JSON, or server-sent events with CR LF and no end mark.
 *
 * @param streamsByDefault whether the route is the streaming one; no field of the body says so
 */
record GeminiDialect(boolean streamsByDefault) implements Dialect {
  private static final String STREAM = ":streamGenerateContent";
  private static final String WHOLE = ":generateContent";

  /** They answer like a chat unless the reply is raw. */
  private static final List<String> OTHERS =
      List.of(":countTokens", ":embedContent", ":batchEmbedContents");

  /** The dialect of this route; null if the route is none of Gemini's. */
  static @Nullable GeminiDialect ofRoute(String route) {
    return route.endsWith(STREAM)
        ? new GeminiDialect(true)
        : route.endsWith(WHOLE) || OTHERS.stream().anyMatch(route::endsWith)
            ? new GeminiDialect(false)
            : null;
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String unaryType() {
    return "application/json; charset=UTF-8";
  }

  @Override
  public List<String> opening(ChatRequest chatRequest, Answer answer) {
    return List.of();
  }

  @Override
  public String token(ChatRequest chatRequest, Answer answer, String text) {
    return candidate(text(text), "") + end(chatRequest, answer, answer.promptTokens(), 1);
  }

  /** All calls come as the parts of one event. */
  @Override
  public List<String> calls(ChatRequest chatRequest, Answer answer) {
    return answer.toolCalls().isEmpty()
        ? List.of()
        : List.of(
            candidate(calls(answer.toolCalls()), "")
                + end(chatRequest, answer, answer.promptTokens(), 1));
  }

  private static String calls(List<ToolCall> toolCalls) {
    StringJoiner parts =
        new StringJoiner("}},{\"functionCall\":{", "{\"functionCall\":{", "}}").setEmptyValue("");
    for (ToolCall toolCall : toolCalls) {
      parts.add("\"name\":" + Json.quote(toolCall.name()) + ",\"args\":" + toolCall.arguments());
    }
    return parts.toString();
  }

  private static String text(String text) {
    return "{\"text\":" + Json.quote(text) + "}";
  }

  /** The reason and the usage come with a last, empty part; there is no mark behind them. */
  @Override
  public List<String> closing(ChatRequest chatRequest, Answer answer, boolean endMark) {
    return List.of(finished(chatRequest, answer, text("")));
  }

  @Override
  public String unary(ChatRequest chatRequest, Answer answer) {
    String calls = calls(answer.toolCalls());
    String parts =
        calls.isEmpty()
            ? text(answer.text())
            : answer.tokens().isEmpty() ? calls : text(answer.text()) + "," + calls;
    return finished(chatRequest, answer, parts);
  }

  @Override
  public String error(int status, @Nullable String code, String message) {
    return "{\"error\":{\"code\":"
        + status
        + ",\"message\":"
        + Json.quote(message)
        + ",\"status\":"
        + Json.quote(code == null ? word(status) : code)
        + "}}";
  }

  @Override
  public String frame(String json, StreamStyle style) {
    return "data: " + json + "\r\n\r\n";
  }

  @Override
  public String comment(StreamStyle style) {
    return ": \r\n\r\n";
  }

  private static String finished(ChatRequest chatRequest, Answer answer, String parts) {
    String reason =
        switch (answer.finishReason()) {
          case "stop", "tool_calls" -> "STOP";
          case "length" -> "MAX_TOKENS";
          default -> answer.finishReason();
        };
    return candidate(parts, ",\"finishReason\":" + Json.quote(reason))
        + end(chatRequest, answer, answer.promptTokens(), answer.completionTokens());
  }

  private static String candidate(String parts, String finish) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
        + parts
        + "]},\"index\":0"
        + finish
        + "}],";
  }

  private static String end(ChatRequest chatRequest, Answer answer, int prompt, int said) {
    return "\"usageMetadata\":{\"promptTokenCount\":"
        + prompt
        + ",\"candidatesTokenCount\":"
        + said
        + ",\"totalTokenCount\":"
        + (prompt + said)
        + "},\"modelVersion\":"
        + Dialect.model(chatRequest, answer)
        + ",\"responseId\":"
        + Json.quote(chatRequest.id())
        + "}";
  }

  private static String word(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 503 -> "UNAVAILABLE";
      default -> "INVALID_ARGUMENT";
    };
  }
}
