package dev.modelrouter.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Locale;
import java.util.StringJoiner;

/** A request for OpenAI's Responses API, which the gateway itself never sends. */
final class ResponsesBody {
  private ResponsesBody() {}

  /** The request as JSON. */
  static String of(ChatRequest request) {
    StringJoiner input = new StringJoiner(",", "[", "]");
    for (Message message : request.messages()) {
      for (ContentPart part : message.parts()) {
        input.add(item(message.role(), part));
      }
    }
    StringJoiner tools = new StringJoiner(",", "[", "]");
    for (Tool tool : request.tools()) {
      tools.add(
          "{\"type\":\"function\",\"name\":%s,\"description\":%s,\"parameters\":%s}"
              .formatted(
                  json(tool.name()),
                  json(String.valueOf(tool.description())),
                  String.valueOf(tool.parameters())));
    }
    return "{\"model\":\"m\",\"stream\":true,\"temperature\":0.7,\"max_output_tokens\":1000,"
        + "\"input\":"
        + input
        + ",\"tools\":"
        + tools
        + "}";
  }

  private static String item(Role role, ContentPart part) {
    return switch (part) {
      case ContentPart.ToolCall call ->
          "{\"type\":\"function_call\",\"call_id\":%s,\"name\":%s,\"arguments\":%s}"
              .formatted(json(call.id()), json(call.name()), json(call.arguments()));
      case ContentPart.ToolResult result ->
          "{\"type\":\"function_call_output\",\"call_id\":%s,\"output\":%s}"
              .formatted(json(result.callId()), json(result.text()));
      case ContentPart.Text text ->
          "{\"role\":\"%s\",\"content\":%s}"
              .formatted(role.name().toLowerCase(Locale.ROOT), json(text.text()));
      default -> throw new IllegalArgumentException("the sample has no such part");
    };
  }

  private static String json(String text) {
    return new String(new ByteBuilder(text.length() + 2).appendJson(text).take(), UTF_8);
  }
}
