package dev.modelrouter.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages: JSON, or named server-sent events that end with {@code message_stop}.
 *
 * @param counting whether the route is the one that counts a prompt's tokens: the usage's
 */
record AnthropicDialect(boolean counting) implements Dialect {
  private static final String MESSAGES = "/v1/messages";
  private static final String COUNT = MESSAGES + "/count_tokens";

  /** The dialect of this route; null if the route is none of Anthropic's. */
  static @Nullable AnthropicDialect ofRoute(String route) {
    boolean counting = route.endsWith(COUNT);
    return counting || route.endsWith(MESSAGES) ? new AnthropicDialect(counting) : null;
  }

  @Override
  public boolean streamsByDefault() {
    return false;
  }

  @Override
  public String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public String unaryType() {
    return "application/json";
  }

  @Override
  public List<String> opening(ChatRequest chatRequest, Answer answer) {
    return List.of(
        "{\"type\":\"message_start\",\"message\":"
            + message(chatRequest, answer, "[]", "null", 1)
            + "}",
        "{\"type\":\"content_block_start\",\"index\":0,"
            + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
        "{\"type\":\"ping\"}");
  }

  @Override
  public String token(ChatRequest chatRequest, Answer answer, String text) {
    return "{\"type\":\"content_block_delta\",\"index\":0,"
        + "\"delta\":{\"type\":\"text_delta\",\"text\":"
        + Json.quote(text)
        + "}}";
  }

  /** Each call is a block; its input comes in pieces. */
  @Override
  public List<String> calls(ChatRequest chatRequest, Answer answer) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < answer.toolCalls().size(); i++) {
      ToolCall toolCall = answer.toolCalls().get(i);
      int block = i + 1;
      events.add(stop(block - 1));
      events.add(
          "{\"type\":\"content_block_start\",\"index\":"
              + block
              + ",\"content_block\":"
              + call(chatRequest, i, toolCall, "{}")
              + "}");
      for (String piece : toolCall.pieces()) {
        events.add(
            "{\"type\":\"content_block_delta\",\"index\":"
                + block
                + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
                + Json.quote(piece)
                + "}}");
      }
    }
    return events;
  }

  private static String call(ChatRequest chatRequest, int place, ToolCall toolCall, String input) {
    return "{\"type\":\"tool_use\",\"id\":"
        + Json.quote(ToolCall.id(chatRequest, place))
        + ",\"name\":"
        + Json.quote(toolCall.name())
        + ",\"input\":"
        + input
        + "}";
  }

  private static String stop(int block) {
    return "{\"type\":\"content_block_stop\",\"index\":" + block + "}";
  }

  @Override
  public List<String> closing(ChatRequest chatRequest, Answer answer, boolean endMark) {
    Stream<String> facts =
        Stream.of(
            stop(answer.toolCalls().size()),
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
                + stopReason(answer)
                + ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"
                + answer.completionTokens()
                + "}}");
    Stream<String> mark = endMark ? Stream.of("{\"type\":\"message_stop\"}") : Stream.of();
    return Stream.concat(facts, mark).toList();
  }

  @Override
  public String unary(ChatRequest chatRequest, Answer answer) {
    if (counting) {
      return "{\"input_tokens\":" + answer.promptTokens() + "}";
    }
    StringJoiner content = new StringJoiner(",", "[", "]");
    if (answer.toolCalls().isEmpty() || !answer.tokens().isEmpty()) {
      content.add("{\"type\":\"text\",\"text\":" + Json.quote(answer.text()) + "}");
    }
    for (int i = 0; i < answer.toolCalls().size(); i++) {
      ToolCall toolCall = answer.toolCalls().get(i);
      content.add(call(chatRequest, i, toolCall, toolCall.arguments()));
    }
    return message(
        chatRequest, answer, content.toString(), stopReason(answer), answer.completionTokens());
  }

  @Override
  public String error(int status, @Nullable String code, String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":"
        + Json.quote(code == null || code.equals("server_error") ? type(status) : code)
        + ",\"message\":"
        + Json.quote(message)
        + "}}";
  }

  @Override
  public String frame(String json, StreamStyle style) {
    String end = style.crlf() ? "\r\n" : "\n";
    String name = type(json);
    // Behind the first brace JSON allows a line end whatever follows.
    String data = style.multiLineData() ? "{" + end + "data: " + json.substring(1) : json;
    return "event: " + name + end + "data: " + data + end + end;
  }

  /** The value of the first field, which is the type of the event. */
  private static String type(String json) {
    String start = "{\"type\":\"";
    return json.startsWith(start)
        ? json.substring(start.length(), json.indexOf('"', start.length()))
        : "message";
  }

  @Override
  public String comment(StreamStyle style) {
    return style.crlf() ? ": comment\r\n\r\n" : ": comment\n\n";
  }

  private static String message(
      ChatRequest chatRequest, Answer answer, String content, String stopReason, int outputTokens) {
    return "{\"id\":\"msg_"
        + chatRequest.id()
        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
        + Dialect.model(chatRequest, answer)
        + ",\"content\":"
        + content
        + ",\"stop_reason\":"
        + stopReason
        + ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":"
        + answer.promptTokens()
        + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":"
        + outputTokens
        + "}}";
  }

  private static String stopReason(Answer answer) {
    return switch (answer.finishReason()) {
      case "stop" -> "\"end_turn\"";
      case "tool_calls" -> "\"tool_use\"";
      case "length" -> "\"max_tokens\"";
      default -> Json.quote(answer.finishReason());
    };
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 529 -> "overloaded_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }
}
