package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.TextDocument;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ChatJsonWriter;
import dev.modelrouter.provider.ToolArguments;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages for {@code /api/chat}: text is one string, pictures are a list of base64 beside
 * it, the arguments of calls are objects, and each tool's answer is a message of its own. The order
 * of text and pictures within a message is lost.
 */
final class OllamaMessages {
  private final ByteBuilder out;
  private final CacheControlWriter cacheControlWriter;
  private boolean first = true;

  OllamaMessages(ByteBuilder out, Set<String> dropped) {
    this.out = out;
    this.cacheControlWriter = new CacheControlWriter(false, dropped);
  }

  /**
   * Writes all of them, without the brackets around.
   *
   * @throws UntranslatableRequestException on a picture that is somewhere on the web, which Ollama
   *     does not fetch, on sound, and on a document that is no text
   */
  void write(List<Message> messages) {
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      cacheControlWriter.written(message);
      if (ChatJsonWriter.isPlain(message)) {
        text(message.role(), message.text());
        out.append('}');
      } else {
        write(message, i);
      }
    }
  }

  private void text(Role role, String text) {
    ChatJsonWriter.text(out, first, role, text);
    first = false;
  }

  private void write(Message message, int index) {
    boolean other = message.parts().isEmpty();
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.ToolResult result) {
        result(result);
      } else {
        other = true;
      }
    }
    if (!other) {
      return;
    }
    text(message.role() == Role.TOOL ? Role.USER : message.role(), text(message));
    thinking(message);
    images(message, index);
    calls(message);
    out.append('}');
  }

  /** Its text, that of text documents too. */
  private static String text(Message message) {
    StringBuilder all = new StringBuilder();
    boolean document = false;
    for (ContentPart part : message.parts()) {
      String text = part instanceof ContentPart.Text piece ? piece.text() : TextDocument.of(part);
      if (text != null) {
        boolean apart = document || !(part instanceof ContentPart.Text);
        all.append(apart && !all.isEmpty() ? "\n\n" : "").append(text);
        document = !(part instanceof ContentPart.Text);
      }
    }
    return all.toString();
  }

  private void result(ContentPart.ToolResult result) {
    text(Role.TOOL, ChatJsonWriter.text(result));
    if (result.name() != null) {
      out.append(",\"tool_name\":").appendJson(result.name());
    }
    out.append(",\"tool_call_id\":").appendJson(result.callId()).append('}');
  }

  private void thinking(Message message) {
    StringBuilder thoughts = new StringBuilder();
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.Reasoning reasoning) {
        thoughts.append(reasoning.text());
        if (reasoning.signature() != null) {
          cacheControlWriter.dropped().add("messages.reasoning_content.signature");
        }
      }
    }
    if (!thoughts.isEmpty()) {
      out.append(",\"thinking\":").appendJson(thoughts.toString());
    }
  }

  private void images(Message message, int index) {
    boolean none = true;
    for (ContentPart part : message.parts()) {
      String base64 = image(part, index);
      if (base64 != null) {
        out.append(none ? ",\"images\":[" : ",").appendJson(base64);
        none = false;
      }
    }
    if (!none) {
      out.append(']');
    }
  }

  private @Nullable String image(ContentPart part, int index) {
    return switch (part) {
      case ContentPart.Image image ->
          switch (image.media()) {
            case Media.Inline inline -> inline.base64();
            case Media.Remote ignored ->
                throw refused(
                    index,
                    "a picture at an address, which Ollama does not fetch; send it as a data: URL");
          };
      case ContentPart.Audio ignored -> throw refused(index, "sound, which Ollama does not take");
      case ContentPart.Document document -> {
        if (TextDocument.of(document) == null) {
          throw refused(index, "a document, of which Ollama takes text only");
        }
        yield null;
      }
      case ContentPart.Text ignored -> null;
      case ContentPart.ToolCall ignored -> null;
      case ContentPart.ToolResult ignored -> null;
      case ContentPart.Reasoning ignored -> null;
    };
  }

  private static UntranslatableRequestException refused(int index, String what) {
    String place = "messages[" + index + "].content";
    return new UntranslatableRequestException(place, place + " has " + what);
  }

  private void calls(Message message) {
    int count = 0;
    for (ContentPart part : message.parts()) {
      if (part instanceof ContentPart.ToolCall call) {
        out.append(count == 0 ? ",\"tool_calls\":[{\"id\":" : ",{\"id\":")
            .appendJson(call.id())
            .append(",\"function\":{\"index\":")
            .append(Integer.toString(count))
            .append(",\"name\":")
            .appendJson(call.name())
            .append(",\"arguments\":");
        ToolArguments.appendObject(out, call.arguments());
        out.append("}}");
        count++;
      }
    }
    if (count > 0) {
      out.append(']');
    }
  }
}
