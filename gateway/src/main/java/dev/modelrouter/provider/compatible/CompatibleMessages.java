package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ChatJsonWriter;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages in OpenAI's dialect: what a user says is a string, or an array of parts where it
 * is more than one text; each tool's answer is a message of its own. Thoughts are dropped, since
 * most servers refuse to take them back, except where the provider names a field for them: that
 * gets what is not sealed by another.
 */
final class CompatibleMessages {
  private final ByteBuilder out;
  private final Set<String> dropped;

  /** What stands where a thought must be and none is known: an empty one would count as none. */
  private static final String NO_REASONING = " ";

  private final @Nullable String prefillMark;
  private final @Nullable String reasoningField;
  private final boolean reasoningRequired;
  private final CacheControlWriter cacheControlWriter;
  private boolean first = true;

  /** A writer for a provider that wants messages in this form. */
  CompatibleMessages(
      ByteBuilder out,
      Set<String> dropped,
      CompatibleRequestWriter.RequestFormat requestFormat,
      CacheControlWriter cacheControlWriter) {
    this.out = out;
    this.dropped = dropped;
    this.cacheControlWriter = cacheControlWriter;
    this.prefillMark = requestFormat.prefillMark();
    this.reasoningField = requestFormat.rules().reasoningField();
    this.reasoningRequired = requestFormat.rules().reasoningRequired();
  }

  /**
   * Writes all of them, without the brackets around.
   *
   * @throws UntranslatableRequestException on a sound at an address
   */
  void write(List<Message> messages) {
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (ChatJsonWriter.isPlain(message) && !cacheControlWriter.written(message)) {
        ChatJsonWriter.text(out, first, message.role(), message.text());
        if (prefillMark != null && message.role() == Role.ASSISTANT && i == messages.size() - 1) {
          out.append(",\"").append(prefillMark).append("\":true");
        }
        out.append('}');
        first = false;
      } else {
        write(message, i);
      }
    }
  }

  private void write(Message message, int index) {
    boolean text = false;
    boolean media = false;
    boolean calls = false;
    boolean results = false;
    StringBuilder thoughts = new StringBuilder();
    for (ContentPart part : message.parts()) {
      switch (part) {
        case ContentPart.ToolResult result -> {
          result(result);
          results = true;
        }
        case ContentPart.Text ignored -> text = true;
        case ContentPart.Image ignored -> media = true;
        case ContentPart.Audio ignored -> media = true;
        case ContentPart.Document ignored -> media = true;
        case ContentPart.ToolCall ignored -> calls = true;
        case ContentPart.Reasoning thought -> reasoning(thought, thoughts);
      }
    }
    if (results && !text && !media && !calls) {
      return;
    }
    Role role = message.role() == Role.TOOL ? Role.USER : message.role();
    ChatJsonWriter.role(out, first, role).append(",\"content\":");
    first = false;
    if (media || (role == Role.USER && text) || cacheControlWriter.written(message)) {
      new CompatibleContentWriter(out, "messages[" + index + "].content", cacheControlWriter)
          .write(message.parts());
    } else if (calls && !text) {
      out.append("null");
    } else {
      out.appendJson(message.text());
    }
    if (calls) {
      calls(message);
    }
    boolean reasoning = !thoughts.isEmpty() || (calls && reasoningRequired);
    if (reasoningField != null && role == Role.ASSISTANT && reasoning) {
      out.append(",\"")
          .append(reasoningField)
          .append("\":")
          .appendJson(thoughts.isEmpty() ? NO_REASONING : thoughts.toString());
    }
    out.append('}');
  }

  /** A seal is another provider's, so its thought is too. */
  private void reasoning(ContentPart.Reasoning reasoning, StringBuilder thoughts) {
    if (reasoningField != null && reasoning.signature() == null) {
      thoughts.append(reasoning.text());
    } else {
      dropped.add("messages.reasoning_content");
    }
  }

  private void result(ContentPart.ToolResult result) {
    ChatJsonWriter.role(out, first, Role.TOOL)
        .append(",\"tool_call_id\":")
        .appendJson(result.callId())
        .append(",\"content\":");
    if (cacheControlWriter.written(result)) {
      out.append("[{\"type\":\"text\",\"text\":").appendJson(ChatJsonWriter.text(result));
      cacheControlWriter.write(out, result.cache());
      out.append("}]}");
    } else {
      out.appendJson(ChatJsonWriter.text(result)).append('}');
    }
    first = false;
  }

  private void calls(Message message) {
    String before = ",\"tool_calls\":[";
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.ToolCall call) {
        out.append(before)
            .append("{\"id\":")
            .appendJson(call.id())
            .append(",\"type\":\"function\",\"function\":{\"name\":")
            .appendJson(call.name())
            .append(",\"arguments\":")
            .appendJson(call.arguments())
            .append("}}");
        before = ",";
      }
    }
    out.append(']');
  }
}
