package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;

/** What chat requests look like in OpenAI's dialect and Ollama's alike. */
public final class ChatJsonWriter {
  /** Names, brackets and numbers around the messages' text. */
  private static final int EXTRA_CAPACITY = 256;

  private static final int EXTRA_CAPACITY_PER_MESSAGE = 40;
  private static final int EXTRA_CAPACITY_PER_PART = 100;

  private ChatJsonWriter() {}

  /** An object that is still open, with {@code model} and the beginning of {@code messages}. */
  public static ByteBuilder open(ChatRequest request, String model) {
    ByteBuilder out = new ByteBuilder(size(request));
    return out.append("{\"model\":").appendJson(model).append(",\"messages\":[");
  }

  /** Whether a message is a piece of text and nothing else. */
  public static boolean isPlain(Message message) {
    return message.parts().size() == 1 && message.parts().getFirst() instanceof ContentPart.Text;
  }

  /**
   * Appends a message that is still open, with its role and text.
   *
   * @param first whether no message stands before it
   */
  public static void text(ByteBuilder out, boolean first, Role role, String text) {
    role(out, first, role).append(",\"content\":").appendJson(text);
  }

  /**
   * Appends a message that is still open, with its role.
   *
   * @param first whether no message stands before it
   */
  public static ByteBuilder role(ByteBuilder out, boolean first, Role role) {
    return out.append(first ? "{\"role\":\"" : ",{\"role\":\"").append(word(role)).append('"');
  }

  /** OpenAI itself takes either word for who runs the application, all others only the older. */
  private static String word(Role role) {
    return role == Role.DEVELOPER ? Role.SYSTEM.wire() : role.wire();
  }

  /** A tool's answer as text; that it failed has no field in these dialects. */
  public static String text(ContentPart.ToolResult result) {
    return result.failed() && !result.text().startsWith("Error:")
        ? "Error: " + result.text()
        : result.text();
  }

  /**
   * Appends {@code tools}.
   *
   * @param tools at least one
   * @param noParameters JSON Schema of a tool that takes none, or nothing to leave it out
   * @param cacheControlWriter writes or drops the prompt cache marks
   */
  public static void tools(
      ByteBuilder out,
      List<Tool> tools,
      String noParameters,
      CacheControlWriter cacheControlWriter) {
    out.append(",\"tools\":[");
    for (int i = 0; i < tools.size(); i++) {
      Tool tool = tools.get(i);
      out.append(i == 0 ? "" : ",")
          .append("{\"type\":\"function\",\"function\":{\"name\":")
          .appendJson(tool.name());
      if (tool.description() != null) {
        out.append(",\"description\":").appendJson(tool.description());
      }
      String parameters = tool.parameters() == null ? noParameters : tool.parameters();
      if (!parameters.isEmpty()) {
        out.append(",\"parameters\":").append(parameters);
      }
      if (tool.strict() != null) {
        out.append(tool.strict() ? ",\"strict\":true" : ",\"strict\":false");
      }
      out.append('}');
      cacheControlWriter.write(out, tool.cache());
      out.append('}');
    }
    out.append(']');
  }

  /** Appends the stop texts as an array. */
  public static void stop(ByteBuilder out, Sampling sampling) {
    char before = '[';
    for (String stop : sampling.stop()) {
      out.append(before).appendJson(stop);
      before = ',';
    }
    out.append(']');
  }

  /** About how many bytes a request takes. */
  public static int size(ChatRequest request) {
    int size = EXTRA_CAPACITY;
    for (Message message : request.messages()) {
      size += EXTRA_CAPACITY_PER_MESSAGE;
      for (ContentPart part : message.parts()) {
        size += size(part);
      }
    }
    for (Tool tool : request.tools()) {
      size +=
          EXTRA_CAPACITY_PER_PART + (tool.parameters() == null ? 0 : tool.parameters().length());
    }
    return size;
  }

  private static int size(ContentPart part) {
    return switch (part) {
      case ContentPart.Text text -> text.text().length();
      case ContentPart.Image image -> size(image.media());
      case ContentPart.Audio audio -> size(audio.media());
      case ContentPart.Document document -> size(document.media());
      case ContentPart.ToolCall call -> EXTRA_CAPACITY_PER_PART + call.arguments().length();
      case ContentPart.ToolResult result -> EXTRA_CAPACITY_PER_PART + result.text().length();
      case ContentPart.Reasoning reasoning -> reasoning.text().length();
    };
  }

  private static int size(Media media) {
    return EXTRA_CAPACITY_PER_PART
        + switch (media) {
          case Media.Remote remote -> remote.url().length();
          case Media.Inline inline -> inline.base64().length();
        };
  }
}
