package dev.modelrouter.api.anthropic;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonObjectText;
import java.util.List;

/** Writes a whole {@code message}. */
public final class AnthropicAnswerWriter {
  private static final int EXTRA_CAPACITY = 1024;

  private AnthropicAnswerWriter() {}

  /**
   * The answer as UTF-8 JSON.
   *
   * @param id tells this answer from all others
   * @param model as the caller knows it
   * @param content all that was said, in its order
   * @param completionSummary what else is known
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static byte[] write(
      String id,
      String model,
      List<ChatEvent.Content> content,
      CompletionSummary completionSummary) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    out.append("{\"id\":").appendJson("msg_" + id);
    out.append(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").appendJson(model);
    out.append(",\"content\":[");
    String separator = "";
    List<ChatEvent.Content> shown =
        content.stream().filter(piece -> !(piece instanceof ChatEvent.MediaOutput)).toList();
    for (ContentPart part : MessageAggregator.message(shown).parts()) {
      out.append(separator);
      part(out, part);
      separator = ",";
    }
    out.append("],\"stop_reason\":\"").append(StopReasonWriter.of(completionSummary.finish()));
    out.append("\",\"stop_sequence\":null,\"usage\":");
    AnthropicUsageWriter.append(out, completionSummary.usage());
    return out.append('}').take();
  }

  private static void part(ByteBuilder out, ContentPart part) {
    switch (part) {
      case ContentPart.Text text ->
          out.append("{\"type\":\"text\",\"text\":").appendJson(text.text()).append('}');
      case ContentPart.Reasoning reasoning -> reasoning(out, reasoning);
      case ContentPart.ToolCall call -> {
        out.append("{\"type\":\"tool_use\",\"id\":").appendJson(call.id());
        out.append(",\"name\":").appendJson(call.name());
        out.append(",\"input\":");
        JsonObjectText.append(out, call.arguments());
        out.append('}');
      }
      // No answer has these.
      case ContentPart.Image ignored -> throw noAnswer();
      case ContentPart.Audio ignored -> throw noAnswer();
      case ContentPart.Document ignored -> throw noAnswer();
      case ContentPart.ToolResult ignored -> throw noAnswer();
    }
  }

  private static IllegalArgumentException noAnswer() {
    return new IllegalArgumentException("a model does not answer so");
  }

  /** What can be read of a thought whose seal hides it is a block of its own, as in a stream. */
  private static void reasoning(ByteBuilder out, ContentPart.Reasoning reasoning) {
    ReasoningSignature signature = reasoning.signature();
    if (signature == null || !signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED)) {
      thinking(
          out,
          reasoning.text(),
          signature == null ? "" : signature.write(ReasoningSignature.ANTHROPIC));
      return;
    }
    if (!reasoning.text().isEmpty()) {
      thinking(out, reasoning.text(), "");
      out.append(',');
    }
    out.append("{\"type\":\"redacted_thinking\",\"data\":")
        .appendJson(signature.value())
        .append('}');
  }

  private static void thinking(ByteBuilder out, String text, String signature) {
    out.append("{\"type\":\"thinking\",\"thinking\":").appendJson(text);
    out.append(",\"signature\":").appendJson(signature).append('}');
  }
}
