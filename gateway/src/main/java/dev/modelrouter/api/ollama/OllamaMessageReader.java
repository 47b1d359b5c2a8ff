package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ReadableJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one body in their order. Calls without an id get one from their place in
 * the conversation, which stays the same from turn to turn.
 */
final class OllamaMessageReader {
  private final PendingToolCalls calls;
  private final List<ContentPart> shown = new ArrayList<>();

  private OllamaMessageReader(PendingToolCalls calls) {
    this.calls = calls;
  }

  static List<Message> read(List<LocatedJson> messages) {
    Set<String> named = new HashSet<>();
    for (LocatedJson message : messages) {
      String id = name(message.field("tool_call_id"));
      if (id != null) {
        named.add(id);
      }
    }
    OllamaMessageReader reader = new OllamaMessageReader(new PendingToolCalls(named));
    List<Message> all = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      Message message = reader.message(messages.get(i), i);
      if (message.role() != Role.TOOL) {
        reader.show(all);
      }
      all.add(message);
    }
    reader.show(all);
    return all;
  }

  /** Pictures in results follow behind the last of them: only text can be a result everywhere. */
  private void show(List<Message> all) {
    if (!shown.isEmpty()) {
      all.add(new Message(Role.USER, shown));
      shown.clear();
    }
  }

  /** A text with the pictures beside it; nothing where there is neither. */
  static List<ContentPart> contents(LocatedJson text, LocatedJson images) {
    List<ContentPart> parts = new ArrayList<>();
    String words = text.optionalText();
    if (words != null && !words.isEmpty()) {
      parts.add(new ContentPart.Text(words));
    }
    parts.addAll(images(images));
    return parts;
  }

  private static List<ContentPart> images(LocatedJson images) {
    List<ContentPart> all = new ArrayList<>();
    if (!images.isNull()) {
      for (LocatedJson image : images.elements()) {
        all.add(ImageReader.read(image));
      }
    }
    return all;
  }

  private Message message(LocatedJson message, int index) {
    LocatedJson role = message.field("role");
    return switch (role.text()) {
      case "system" -> text(Role.SYSTEM, message);
      case "user" -> {
        calls.userSpoke();
        List<ContentPart> said = contents(message.field("content"), message.field("images"));
        yield said.isEmpty() ? new Message(Role.USER, "") : new Message(Role.USER, said);
      }
      case "assistant" -> assistant(message, index);
      case "tool" -> {
        String tool = name(message.field("tool_name"));
        List<ContentPart> pictures = images(message.field("images"));
        if (!pictures.isEmpty()) {
          shown.add(new ContentPart.Text("From the result of " + (tool == null ? "a tool" : tool)));
          shown.addAll(pictures);
        }
        yield new Message(
            Role.TOOL,
            List.of(
                calls.answered(
                    name(message.field("tool_call_id")),
                    tool == null ? name(message.field("name")) : tool,
                    "call_" + index,
                    text(message))));
      }
      default ->
          throw new UntranslatableRequestException(
              role.path(), role.path() + " must be one of system, user, assistant, tool");
    };
  }

  private static Message text(Role role, LocatedJson message) {
    return new Message(role, content(message));
  }

  private Message assistant(LocatedJson message, int index) {
    List<ContentPart> parts = new ArrayList<>();
    String thought = name(message.field("thinking"));
    if (thought != null) {
      parts.add(new ContentPart.Reasoning(thought, null));
    }
    String content = content(message);
    if (!content.isEmpty()) {
      parts.add(new ContentPart.Text(content));
    }
    LocatedJson made = message.field("tool_calls");
    if (!made.isNull()) {
      List<LocatedJson> all = made.elements();
      for (int i = 0; i < all.size(); i++) {
        parts.add(call(all.get(i), "call_" + index + "_" + i));
      }
    }
    return parts.isEmpty() ? new Message(Role.ASSISTANT, "") : new Message(Role.ASSISTANT, parts);
  }

  private ContentPart.ToolCall call(LocatedJson call, String otherwise) {
    String given = name(call.field("id"));
    String id = given == null ? otherwise : given;
    LocatedJson function = call.field("function");
    String tool = function.field("name").text();
    LocatedJson arguments = function.field("arguments");
    calls.called(id, tool);
    // Text is another dialect's habit, but can mean only one thing.
    return new ContentPart.ToolCall(
        id,
        tool,
        arguments.isNull()
            ? "{}"
            : arguments.isText() ? arguments.text() : ReadableJson.of(arguments.raw()));
  }

  /** The text of a message of somebody who shows no pictures. */
  private static String content(LocatedJson message) {
    LocatedJson images = message.field("images");
    if (!images.isNull() && !images.elements().isEmpty()) {
      throw new UntranslatableRequestException(
          images.path(), images.path() + " can only be in a message of the user or of a tool");
    }
    return text(message);
  }

  private static String text(LocatedJson message) {
    String text = message.field("content").optionalText();
    return text == null ? "" : text;
  }

  /** A text that says nothing when it is empty. */
  private static @Nullable String name(LocatedJson located) {
    String text = located.optionalText();
    return text == null || text.isEmpty() ? null : text;
  }
}
