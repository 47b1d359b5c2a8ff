package dev.modelrouter.api.openai;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.List;
import java.util.Set;

/**
 * Writes a whole {@code chat.completion} from what a provider of another dialect said: one choice
 * with the text (null where there are only tool calls), the thoughts as {@code reasoning_content}
 * and, where they are signed, as {@code reasoning_details}, the calls with all their arguments.
 * {@code usage} is left out where the provider counted nothing.
 */
public final class OpenAiAnswerWriter {
  private static final int ROOM = 512;

  private OpenAiAnswerWriter() {}

  /**
   * The answer as UTF-8 JSON.
   *
   * @param id tells this answer from all others; behind {@code chatcmpl-}
   * @param created when the answer began, seconds since 1970
   * @param content all that was said, in its order
   * @param answer what else is known
   * @param customTools names of the caller's custom tools
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static byte[] write(
      String id,
      long created,
      List<ChatEvent.Content> content,
      Answer answer,
      Set<String> customTools) {
    WholeMessage message = WholeMessage.of(content);
    ByteAccumulator out = new ByteAccumulator(message.text().length() + ROOM);
    out.append("{\"id\":")
        .appendJson("chatcmpl-" + id)
        .append(",\"object\":\"chat.completion\",\"created\":")
        .append(Long.toString(created))
        .append(",\"model\":")
        .appendJson(answer.model())
        .append(",\"choices\":[{\"index\":0,\"message\":");
    message(out, message, customTools, id, created);
    out.append(",\"logprobs\":null,\"finish_reason\":\"")
        .append(FinishWord.of(answer.finish()))
        .append("\"}]");
    if (answer.usage() != null) {
      out.append(",\"usage\":");
      UsageJson.append(out, answer.usage());
    }
    return out.append('}').take();
  }

  private static void message(
      ByteAccumulator out, WholeMessage message, Set<String> customTools, String id, long created) {
    out.append("{\"role\":\"assistant\",\"content\":");
    if (message.text().isEmpty() && !message.calls().isEmpty()) {
      out.append("null");
    } else {
      out.appendJson(message.text());
    }
    out.append(",\"refusal\":null");
    if (!message.reasoning().isEmpty()) {
      out.append(",\"reasoning_content\":").appendJson(message.reasoning());
    }
    thoughts(out, message.thoughts());
    media(out, message.media(), id, created);
    String before = ",\"tool_calls\":[";
    for (WholeMessage.Call call : message.calls()) {
      out.append(before).append("{\"id\":").appendJson(call.id());
      call(out, call, customTools.contains(call.name()));
      before = ",";
    }
    out.append(message.calls().isEmpty() ? "}" : "]}");
  }

  private static void thoughts(ByteAccumulator out, List<WholeMessage.Thought> thoughts) {
    String before = ",\"reasoning_details\":[";
    int index = 0;
    for (WholeMessage.Thought thought : thoughts) {
      ReasoningSignature signature = thought.seal();
      boolean apart = signature == null || !signature.isOf(ReasoningSignature.ANTHROPIC);
      if (apart && !thought.text().isEmpty()) {
        ReasoningDetails.text(out.append(before), thought.text(), index++);
        before = ",";
      }
      if (signature != null) {
        ReasoningDetails.sealed(
            out.append(before), signature, apart ? null : thought.text(), thought.call(), index++);
        before = ",";
      }
    }
    out.append(thoughts.isEmpty() ? "" : "]");
  }

  private static void call(ByteAccumulator out, WholeMessage.Call call, boolean custom) {
    ReasoningSignature signature = call.signature();
    if (signature != null) {
      out.append(",\"extra_content\":{\"google\":{\"thought_signature\":")
          .appendJson(signature.value())
          .append("}}");
    }
    out.append(custom ? ",\"type\":\"custom\",\"custom\"" : ",\"type\":\"function\",\"function\"")
        .append(":{\"name\":")
        .appendJson(call.name())
        .append(custom ? ",\"input\":" : ",\"arguments\":")
        .appendJson(custom ? CustomToolAdapter.unwrap(call.arguments()) : call.arguments())
        .append("}}");
  }

  private static void media(ByteAccumulator out, List<Media> all, String id, long created) {
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
