package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a whole chat completion from what a provider of another dialect said. */
final class OpenAiAnswerWriter {
  private static final int ROOM = 512;

  private static final class Call {
    private @Nullable String id;
    private @Nullable String name;
    private final StringBuilder arguments = new StringBuilder();
  }

  private OpenAiAnswerWriter() {}

  /**
   * The document.
   *
   * @param id names the answer
   * @param created Unix time in seconds
   */
  static byte[] write(String id, long created, List<ChatEvent.Content> said, Answer answer) {
    StringBuilder text = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    Map<Integer, Call> calls = new LinkedHashMap<>();
    for (ChatEvent.Content piece : said) {
      switch (piece) {
        case ChatEvent.TextDelta delta -> text.append(delta.text());
        case ChatEvent.ReasoningDelta delta -> thought.append(delta.text());
        case ChatEvent.ToolCallDelta delta -> {
          Call call = calls.computeIfAbsent(delta.index(), index -> new Call());
          call.id = delta.id() == null ? call.id : delta.id();
          call.name = delta.name() == null ? call.name : delta.name();
          call.arguments.append(delta.arguments());
        }
        case ChatEvent.Relayed ignored -> {}
      }
    }
    ByteAccumulator out = new ByteAccumulator(ROOM + text.length());
    out.append("{\"id\":").appendJson(id);
    out.append(",\"object\":\"chat.completion\",\"created\":").append(Long.toString(created));
    out.append(",\"model\":").appendJson(answer.model());
    out.append(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
    if (text.isEmpty() && !calls.isEmpty()) {
      out.append("null");
    } else {
      out.appendJson(text.toString());
    }
    if (!thought.isEmpty()) {
      out.append(",\"reasoning_content\":").appendJson(thought.toString());
    }
    if (!calls.isEmpty()) {
      calls(out, calls);
    }
    out.append(",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"")
        .append(OpenAiWords.finish(answer.finish()))
        .append("\"}]");
    Usage usage = answer.usage();
    if (usage != null) {
      OpenAiWords.usage(out.append(",\"usage\":"), usage);
    }
    return out.append('}').take();
  }

  private static void calls(ByteAccumulator out, Map<Integer, Call> calls) {
    String separator = ",\"tool_calls\":[";
    for (Call call : calls.values()) {
      out.append(separator).append("{\"id\":").appendJson(call.id == null ? "" : call.id);
      out.append(",\"type\":\"function\",\"function\":{\"name\":");
      out.appendJson(call.name == null ? "" : call.name).append(",\"arguments\":");
      out.appendJson(call.arguments.toString()).append("}}");
      separator = ",";
    }
    out.append(']');
  }
}
