package dev.modelrouter.benchmarks;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;

/** A conversation as an agent has it: a prompt, eight turns, a tool called, two tools offered. */
final class SampleRequest {
  private static final int TURNS = 4;
  private static final int TOKENS_OF_A_MESSAGE = 60;
  private static final String SCHEMA =
      """
      {"type":"object","properties":{"city":{"type":"string","description":"Where"},\
      "days":{"type":"integer","minimum":1,"maximum":14},"unit":{"enum":["C","F"]}},\
      "required":["city"],"additionalProperties":false}\
      """;

  private SampleRequest() {}

  /** For a stream. */
  static ChatRequest chat() {
    TokenText tokenText = new TokenText();
    List<Message> messages = new ArrayList<>();
    messages.add(new Message(Role.SYSTEM, text(tokenText)));
    for (int turn = 0; turn < TURNS; turn++) {
      messages.add(new Message(Role.USER, text(tokenText)));
      messages.add(new Message(Role.ASSISTANT, text(tokenText)));
    }
    messages.add(new Message(Role.USER, text(tokenText)));
    messages.add(
        new Message(
            Role.ASSISTANT,
            List.of(
                new ContentPart.ToolCall(
                    "call_1", "get_weather", "{\"city\":\"Oslo\",\"days\":3}"))));
    messages.add(
        new Message(
            Role.TOOL,
            List.of(new ContentPart.ToolResult("call_1", "get_weather", text(tokenText), false))));
    return new ChatRequest(
        ModelId.ANY,
        messages,
        Sampling.of(1000, 0.7),
        List.of(
            new Tool("get_weather", "The weather of the next days.", SCHEMA, null),
            new Tool("get_time", "The time in a city.", SCHEMA, null)),
        ToolChoice.AUTO,
        null,
        ResponseFormat.TEXT,
        null,
        null,
        true,
        List.of());
  }

  private static String text(TokenText tokenText) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < TOKENS_OF_A_MESSAGE; i++) {
      text.append(tokenText.next());
    }
    return text.toString();
  }
}
