package dev.modelrouter.api.openai;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import java.util.Set;

/**
 * Writes a whole {@code chat.completion} from what a provider of another dialect said: one choice
 * with the text (null where there are only tool calls), the thoughts as {@code reasoning_content}
 * and, where they are signed, as {@code reasoning_details}, the calls with all their arguments.
 * {@code usage} is left out where the provider counted nothing.
 */
public final class OpenAiAnswerWriter {
  private static final int EXTRA_CAPACITY = 512;

  private OpenAiAnswerWriter() {}

  /**
   * The answer as UTF-8 JSON.
   *
   * @param id tells this answer from all others; behind {@code chatcmpl-}
   * @param created when the answer began, seconds since 1970
   * @param content all that was said, in its order
   * @param completionSummary what else is known
   * @param customTools names of the caller's custom tools
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static byte[] write(
      String id,
      long created,
      List<ChatEvent.Content> content,
      CompletionSummary completionSummary,
      Set<String> customTools) {
    AssembledMessage message = AssembledMessage.of(content);
    ByteBuilder out = new ByteBuilder(message.text().length() + EXTRA_CAPACITY);
    out.append("{\"id\":")
        .appendJson("chatcmpl-" + id)
        .append(",\"object\":\"chat.completion\",\"created\":")
        .append(Long.toString(created))
        .append(",\"model\":")
        .appendJson(completionSummary.model())
        .append(",\"choices\":[{\"index\":0,\"message\":");
    message(out, message, customTools, id, created);
    out.append(",\"logprobs\":null,\"finish_reason\":\"")
        .append(OpenAiFinishReasonWriter.of(completionSummary.finish()))
        .append("\"}]");
    if (completionSummary.usage() != null) {
      out.append(",\"usage\":");
      OpenAiUsageWriter.append(out, completionSummary.usage());
    }
    return out.append('}').take();
  }

  private static void message(
      ByteBuilder out, AssembledMessage message, Set<String> customTools, String id, long created) {
    out.append("{\"role\":\"assistant\",\"content\":");
    if (message.text().isEmpty() && !message.assembledToolCalls().isEmpty()) {
      out.append("null");
    } else {
      out.appendJson(message.text());
    }
    out.append(",\"refusal\":null");
    if (!message.reasoning().isEmpty()) {
      out.append(",\"reasoning_content\":").appendJson(message.reasoning());
    }
    reasoning(out, message.reasoningBlocks());
    media(out, message.media(), id, created);
    String before = ",\"tool_calls\":[";
    for (AssembledMessage.AssembledToolCall assembledToolCall : message.assembledToolCalls()) {
      out.append(before).append("{\"id\":").appendJson(assembledToolCall.id());
      call(out, assembledToolCall, customTools.contains(assembledToolCall.name()));
      before = ",";
    }
    out.append(message.assembledToolCalls().isEmpty() ? "}" : "]}");
  }

  private static void reasoning(
      ByteBuilder out, List<AssembledMessage.AssembledReasoning> assembledReasonings) {
    String before = ",\"reasoning_details\":[";
    int index = 0;
    for (AssembledMessage.AssembledReasoning assembledReasoning : assembledReasonings) {
      ReasoningSignature signature = assembledReasoning.signature();
      boolean apart = signature == null || !signature.isOf(ReasoningSignature.ANTHROPIC);
      if (apart && !assembledReasoning.text().isEmpty()) {
        ReasoningDetails.text(out.append(before), assembledReasoning.text(), index++);
        before = ",";
      }
      if (signature != null) {
        ReasoningDetails.signature(
            out.append(before),
            signature,
            apart ? null : assembledReasoning.text(),
            assembledReasoning.call(),
            index++);
        before = ",";
      }
    }
    out.append(assembledReasonings.isEmpty() ? "" : "]");
  }

  private static void call(
      ByteBuilder out, AssembledMessage.AssembledToolCall assembledToolCall, boolean custom) {
    ReasoningSignature signature = assembledToolCall.signature();
    if (signature != null) {
      out.append(",\"extra_content\":{\"google\":{\"thought_signature\":")
          .appendJson(signature.value())
          .append("}}");
    }
    out.append(custom ? ",\"type\":\"custom\",\"custom\"" : ",\"type\":\"function\",\"function\"")
        .append(":{\"name\":")
        .appendJson(assembledToolCall.name())
        .append(custom ? ",\"input\":" : ",\"arguments\":")
        .appendJson(
            custom
                ? CustomToolAdapter.unwrap(assembledToolCall.arguments())
                : assembledToolCall.arguments())
        .append("}}");
  }

  private static void media(ByteBuilder out, List<Media> all, String id, long created) {
    int images = 0;
    for (Media media : all) {
      if (media.isImage()) {
        MediaJson.image(out.append(images == 0 ? ",\"images\":[" : ","), media, images);
        images++;
      }
    }
    out.append(images == 0 ? "" : "]");
    for (Media media : all) {
      if (MediaJson.isSound(media)) {
        // There is room for one.
        MediaJson.sound(out.append(",\"audio\":"), media, id, created);
        return;
      }
    }
  }
}
