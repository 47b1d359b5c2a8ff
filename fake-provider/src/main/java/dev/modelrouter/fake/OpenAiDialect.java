package dev.modelrouter.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions: JSON, or server-sent events that end with {@code [DONE]}. */
record OpenAiDialect() implements Dialect {

  // Fixed, so that two runs of a test give the same bytes.
  private static final String CREATED = "1790000000";

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
    String delta = "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}";
    return List.of(chunk(chatRequest, answer, choice(delta, "null")));
  }

  @Override
  public String token(ChatRequest chatRequest, Answer answer, String text) {
    return chunk(chatRequest, answer, choice("{\"content\":" + Json.quote(text) + "}", "null"));
  }

  /** A call begins with its name; its arguments come in pieces. */
  @Override
  public List<String> calls(ChatRequest chatRequest, Answer answer) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < answer.toolCalls().size(); i++) {
      ToolCall toolCall = answer.toolCalls().get(i);
      events.add(
          chunk(chatRequest, answer, choice(delta(i, call(chatRequest, i, toolCall, "")), "null")));
      for (String piece : toolCall.pieces()) {
        String arguments = "\"function\":{\"arguments\":" + Json.quote(piece) + "}";
        events.add(chunk(chatRequest, answer, choice(delta(i, arguments), "null")));
      }
    }
    return events;
  }

  private static String delta(int index, String call) {
    return "{\"tool_calls\":[{\"index\":" + index + "," + call + "}]}";
  }

  private static String call(
      ChatRequest chatRequest, int place, ToolCall toolCall, String arguments) {
    return "\"id\":"
        + Json.quote(ToolCall.id(chatRequest, place))
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + Json.quote(toolCall.name())
        + ",\"arguments\":"
        + Json.quote(arguments)
        + "}";
  }

  @Override
  public List<String> closing(ChatRequest chatRequest, Answer answer, boolean endMark) {
    String finish = chunk(chatRequest, answer, choice("{}", Json.quote(answer.finishReason())));
    List<String> mark = endMark ? List.of("[DONE]") : List.of();
    List<String> facts =
        chatRequest.includeUsage()
            ? List.of(finish, start(chatRequest, answer) + "[],\"usage\":" + usage(answer) + "}")
            : List.of(finish);
    return Stream.concat(facts.stream(), mark.stream()).toList();
  }

  @Override
  public String unary(ChatRequest chatRequest, Answer answer) {
    return "{\"id\":\"chatcmpl-"
        + chatRequest.id()
        + "\",\"object\":\"chat.completion\",\"created\":"
        + CREATED
        + ",\"model\":"
        + Dialect.model(chatRequest, answer)
        + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
        + (answer.toolCalls().isEmpty() || !answer.tokens().isEmpty()
            ? Json.quote(answer.text())
            : "null")
        + ",\"refusal\":null,\"annotations\":[]"
        + wholeCalls(chatRequest, answer)
        + "},\"logprobs\":null,\"finish_reason\":"
        + Json.quote(answer.finishReason())
        + "}],\"usage\":"
        + usage(answer)
        + ",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_fake\"}";
  }

  private static String wholeCalls(ChatRequest chatRequest, Answer answer) {
    StringJoiner calls = new StringJoiner("},{", ",\"tool_calls\":[{", "}]").setEmptyValue("");
    for (int i = 0; i < answer.toolCalls().size(); i++) {
      ToolCall toolCall = answer.toolCalls().get(i);
      calls.add(call(chatRequest, i, toolCall, toolCall.arguments()));
    }
    return calls.toString();
  }

  @Override
  public String error(int status, @Nullable String code, String message) {
    String said = code == null ? usualCode(status) : code;
    return "{\"error\":{\"message\":"
        + Json.quote(message)
        + ",\"type\":"
        + Json.quote(type(status))
        + ",\"param\":null,\"code\":"
        + (said == null ? "null" : Json.quote(said))
        + "}}";
  }

  @Override
  public String frame(String json, StreamStyle style) {
    String end = style.crlf() ? "\r\n" : "\n";
    // Behind the first brace JSON allows a line end whatever follows.
    String data =
        style.multiLineData() && json.startsWith("{")
            ? "{" + end + "data: " + json.substring(1)
            : json;
    return "data: " + data + end + end;
  }

  @Override
  public String comment(StreamStyle style) {
    return style.crlf() ? ": OPENROUTER PROCESSING\r\n\r\n" : ": OPENROUTER PROCESSING\n\n";
  }

  private static String chunk(ChatRequest chatRequest, Answer answer, String choice) {
    return start(chatRequest, answer)
        + "["
        + choice
        + "]"
        + (chatRequest.includeUsage() ? ",\"usage\":null}" : "}");
  }

  private static String start(ChatRequest chatRequest, Answer answer) {
    return "{\"id\":\"chatcmpl-"
        + chatRequest.id()
        + "\",\"object\":\"chat.completion.chunk\",\"created\":"
        + CREATED
        + ",\"model\":"
        + Dialect.model(chatRequest, answer)
        + ",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_fake\",\"choices\":";
  }

  private static String choice(String delta, String finishReason) {
    return "{\"index\":0,\"delta\":"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + finishReason
        + "}";
  }

  private static String usage(Answer answer) {
    return "{\"prompt_tokens\":"
        + answer.promptTokens()
        + ",\"completion_tokens\":"
        + answer.completionTokens()
        + ",\"total_tokens\":"
        + (answer.promptTokens() + answer.completionTokens())
        + ",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}"
        + ",\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
        + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";
  }

  private static String type(int status) {
    return status == 429
        ? "rate_limit_error"
        : status >= 500 ? "server_error" : "invalid_request_error";
  }

  private static @Nullable String usualCode(int status) {
    return switch (status) {
      case 401 -> "invalid_api_key";
      case 404 -> "model_not_found";
      case 429 -> "rate_limit_exceeded";
      case 503 -> "server_is_overloaded";
      default -> null;
    };
  }
}
