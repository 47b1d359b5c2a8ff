package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UnspeakableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one body in their order, and remembers the tool calls among them: a tool's
 * answer names its call, but only the call names the tool. The older {@code function_call} has no
 * id; it gets one from its place.
 */
final class MessageReader {
  private final Set<String> unspoken;
  private final Map<String, String> toolOfCall = new HashMap<>();
  private final Map<String, String> callOfFunction = new HashMap<>();

  /** A reader that notes here what it cannot say. */
  MessageReader(Set<String> unspoken) {
    this.unspoken = unspoken;
  }

  List<Message> read(JsonPlace messages) {
    List<JsonPlace> elements = messages.elements();
    if (elements.isEmpty()) {
      throw new UnspeakableException(messages.path(), "messages must have at least one message");
    }
    List<Message> all = new ArrayList<>(elements.size());
    for (JsonPlace element : elements) {
      all.add(message(element));
    }
    return all;
  }

  private Message message(JsonPlace message) {
    JsonPlace role = message.field("role");
    JsonPlace content = message.field("content");
    return switch (role.text()) {
      case "system" -> text(Role.SYSTEM, message);
      case "developer" -> text(Role.DEVELOPER, message);
      case "user" -> {
        noteName(message);
        yield new Message(Role.USER, PartReader.parts(content));
      }
      case "assistant" -> assistant(message);
      case "tool" -> {
        String id = message.field("tool_call_id").text();
        yield result(id, toolOfCall.get(id), PartReader.text(content));
      }
      case "function" -> {
        String name = message.field("name").text();
        String id = callOfFunction.getOrDefault(name, idOf(message));
        yield result(id, name, content.isNull() ? "" : PartReader.text(content));
      }
      default ->
          throw new UnspeakableException(
              role.path(),
              role.path() + " must be one of system, developer, user, assistant, tool, function");
    };
  }

  private Message text(Role role, JsonPlace message) {
    noteName(message);
    return new Message(role, PartReader.text(message.field("content")));
  }

  private static Message result(String id, @Nullable String tool, String text) {
    return new Message(Role.TOOL, List.of(new ContentPart.ToolResult(id, tool, text, false)));
  }

  private Message assistant(JsonPlace message) {
    noteName(message);
    if (!message.field("audio").isNull()) {
      unspoken.add("messages.audio");
    }
    List<ContentPart> parts = new ArrayList<>();
    JsonPlace thought = message.field("reasoning_content");
    if (!thought.isText()) {
      thought = message.field("reasoning");
    }
    if (thought.isText()) {
      parts.add(new ContentPart.Reasoning(thought.text(), null));
    }
    JsonPlace content = message.field("content");
    if (!content.isNull()) {
      parts.addAll(PartReader.parts(content));
    }
    JsonPlace refusal = message.field("refusal");
    if (!refusal.isNull()) {
      parts.add(new ContentPart.Text(refusal.text()));
    }
    JsonPlace calls = message.field("tool_calls");
    if (!calls.isNull()) {
      for (JsonPlace call : calls.elements()) {
        parts.add(toolCall(call));
      }
    }
    JsonPlace legacy = message.field("function_call");
    if (!legacy.isNull()) {
      ContentPart.ToolCall call = call(idOf(message), legacy);
      callOfFunction.put(call.name(), call.id());
      parts.add(call);
    }
    return new Message(Role.ASSISTANT, parts);
  }

  private ContentPart.ToolCall toolCall(JsonPlace call) {
    JsonPlace type = call.field("type");
    String word = type.optionalText();
    if (word != null && !word.equals("function")) {
      throw new UnspeakableException(type.path(), type.path() + " must be function");
    }
    return call(call.field("id").text(), call.field("function"));
  }

  private ContentPart.ToolCall call(String id, JsonPlace function) {
    String name = function.field("name").text();
    String arguments = function.field("arguments").optionalText();
    toolOfCall.put(id, name);
    return new ContentPart.ToolCall(id, name, arguments == null ? "" : arguments);
  }

  /** An id from the place in the conversation, which stays the same from turn to turn. */
  private static String idOf(JsonPlace message) {
    String path = message.path();
    return "call_" + path.substring(path.indexOf('[') + 1, path.length() - 1);
  }

  private void noteName(JsonPlace message) {
    if (!message.field("name").isNull()) {
      unspoken.add("messages.name");
    }
  }
}
