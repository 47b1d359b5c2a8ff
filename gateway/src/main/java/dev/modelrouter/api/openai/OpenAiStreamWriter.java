package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;

/** Writes the chunks of a chat completion from what a provider of another dialect says. */
final class OpenAiStreamWriter {
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(US_ASCII);

  private final ByteAccumulator out;
  private final byte[] head;
  private final boolean usageWanted;
  private boolean begun;

  /**
   * A writer at the start of a stream.
   *
   * @param out where the chunks go
   * @param id names the answer
   * @param created Unix time in seconds
   * @param model who answers
   * @param usageWanted whether the usage is told at the end
   */
  OpenAiStreamWriter(
      ByteAccumulator out, String id, long created, String model, boolean usageWanted) {
    this.out = out;
    this.usageWanted = usageWanted;
    this.head =
        new ByteAccumulator(128)
            .append("data: {\"id\":")
            .appendJson(id)
            .append(",\"object\":\"chat.completion.chunk\",\"created\":")
            .append(Long.toString(created))
            .append(",\"model\":")
            .appendJson(model)
            .append(",\"choices\":[")
            .take();
  }

  /** Appends one chunk. */
  void content(ChatEvent.Content piece) {
    begin();
    switch (piece) {
      case ChatEvent.TextDelta text -> open().append("\"content\":").appendJson(text.text());
      case ChatEvent.ReasoningDelta thought ->
          open().append("\"reasoning_content\":").appendJson(thought.text());
      case ChatEvent.ToolCallDelta call -> toolCall(open(), call);
      case ChatEvent.Relayed ignored -> {
        return;
      }
    }
    out.append("},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
  }

  private void begin() {
    if (!begun) {
      begun = true;
      open()
          .append("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null")
          .append("},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    }
  }

  private ByteAccumulator open() {
    return out.append(head).append("{\"index\":0,\"delta\":{");
  }

  private static void toolCall(ByteAccumulator out, ChatEvent.ToolCallDelta call) {
    out.append("\"tool_calls\":[{\"index\":").append(Integer.toString(call.index()));
    if (call.id() != null) {
      out.append(",\"id\":").appendJson(call.id()).append(",\"type\":\"function\"");
    }
    out.append(",\"function\":{");
    if (call.name() != null) {
      out.append("\"name\":").appendJson(call.name()).append(',');
    }
    out.append("\"arguments\":").appendJson(call.arguments()).append("}}]");
  }

  /** Appends why it ended, what it took where that is wanted, and the end mark. */
  void end(Answer answer) {
    begin();
    open()
        .append("},\"logprobs\":null,\"finish_reason\":\"")
        .append(OpenAiWords.finish(answer.finish()))
        .append("\"}]}\n\n");
    Usage usage = answer.usage();
    if (usageWanted && usage != null) {
      OpenAiWords.usage(out.append(head).append("],\"usage\":"), usage);
      out.append("}\n\n");
    }
    out.append(DONE);
  }
}
