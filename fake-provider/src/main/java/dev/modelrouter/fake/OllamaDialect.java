package dev.modelrouter.fake;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's own API: JSON, or a JSON object a line, the last with {@code "done":true}.
 *
 * @param generate whether a prompt is answered by a {@code response}, and not a chat by a message
 */
record OllamaDialect(boolean generate) implements Dialect {

  // Fixed, so that two runs of a test give the same bytes.
  private static final String CREATED_AT = "2026-11-01T10:00:00.123456789Z";

  @Override
  public boolean streamsByDefault() {
    return true;
  }

  @Override
  public String streamType() {
    return "application/x-ndjson";
  }

  @Override
  public String unaryType() {
    return "application/json; charset=utf-8";
  }

  @Override
  public List<String> opening(ChatRequest chatRequest, Answer answer) {
    return List.of();
  }

  @Override
  public String token(ChatRequest chatRequest, Answer answer, String text) {
    return start(chatRequest, answer, text, "") + "\"done\":false}";
  }

  /** Each call is a line of its own, whole. */
  @Override
  public List<String> calls(ChatRequest chatRequest, Answer answer) {
    return IntStream.range(0, answer.toolCalls().size())
        .mapToObj(i -> start(chatRequest, answer, "", calls(answer, i, i + 1)) + "\"done\":false}")
        .toList();
  }

  private static String calls(Answer answer, int from, int to) {
    StringJoiner all =
        new StringJoiner("}},{\"function\":{", ",\"tool_calls\":[{\"function\":{", "}}]")
            .setEmptyValue("");
    for (int i = from; i < to; i++) {
      ToolCall toolCall = answer.toolCalls().get(i);
      all.add(
          "\"index\":"
              + i
              + ",\"name\":"
              + Json.quote(toolCall.name())
              + ",\"arguments\":"
              + toolCall.arguments());
    }
    return all.toString();
  }

  @Override
  public List<String> closing(ChatRequest chatRequest, Answer answer, boolean endMark) {
    return endMark ? List.of(start(chatRequest, answer, "", "") + end(answer)) : List.of();
  }

  @Override
  public String unary(ChatRequest chatRequest, Answer answer) {
    return start(chatRequest, answer, answer.text(), calls(answer, 0, answer.toolCalls().size()))
        + end(answer);
  }

  @Override
  public String error(int status, @Nullable String code, String message) {
    return "{\"error\":" + Json.quote(message) + "}";
  }

  @Override
  public String frame(String json, StreamStyle style) {
    return json + (style.crlf() ? "\r\n" : "\n");
  }

  @Override
  public String comment(StreamStyle style) {
    return "";
  }

  private String start(ChatRequest chatRequest, Answer answer, String text, String calls) {
    return "{\"model\":"
        + Dialect.model(chatRequest, answer)
        + ",\"created_at\":\""
        + CREATED_AT
        + (generate ? "\",\"response\":" : "\",\"message\":{\"role\":\"assistant\",\"content\":")
        + Json.quote(text)
        + (generate ? "," : calls + "},");
  }

  private static String end(Answer answer) {
    return "\"done\":true,\"done_reason\":"
        + Json.quote(answer.finishReason().equals("tool_calls") ? "stop" : answer.finishReason())
        + ",\"total_duration\":4935886791,\"load_duration\":534986708"
        + counter("prompt_eval_count", answer.promptTokens())
        + ",\"prompt_eval_duration\":107345000"
        + counter("eval_count", answer.completionTokens())
        + ",\"eval_duration\":4289432000}";
  }

  /** Ollama leaves counters of zero out. */
  private static String counter(String name, int count) {
    return count == 0 ? "" : ",\"" + name + "\":" + count;
  }
}
