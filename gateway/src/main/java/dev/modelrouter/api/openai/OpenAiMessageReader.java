package dev.modelrouter.api.openai;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.api.json.CacheControlReader;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.CacheControl;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.TextDocument;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ReadableJson;
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
final class OpenAiMessageReader {
  private static final String CONTENT_REQUIRED = " must have at least one message";

  private static final Set<String> READ =
      Set.of(
          "role",
          "content",
          "name",
          "refusal",
          "images",
          "audio",
          "tool_calls",
          "tool_call_id",
          "function_call",
          "reasoning_content",
          "reasoning",
          "reasoning_details",
          "thinking_blocks",
          "cache_control");

  /** What servers add to their answers, and callers send back with them. */
  private static final Set<String> HARMLESS =
      Set.of("annotations", "id", "index", "logprobs", "provider_specific_fields", "tokens");

  private final Set<String> untranslatable;
  private final List<ContentPart> shown = new ArrayList<>();
  private final Map<String, String> toolOfCall = new HashMap<>();
  private final Map<String, String> callOfFunction = new HashMap<>();

  /** A reader that notes here what it cannot say. */
  OpenAiMessageReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  List<Message> read(LocatedJson messages) {
    List<LocatedJson> elements = messages.elements();
    if (elements.isEmpty()) {
      throw new UntranslatableRequestException(messages.path(), messages.path() + CONTENT_REQUIRED);
    }
    List<Message> all = new ArrayList<>(elements.size());
    for (LocatedJson element : elements) {
      Message message = cached(message(element), element);
      if (message.role() != Role.TOOL) {
        show(all);
      }
      all.add(message);
    }
    show(all);
    return all;
  }

  /** What results showed follows behind the last of them: only text can be a result everywhere. */
  private void show(List<Message> all) {
    if (!shown.isEmpty()) {
      all.add(new Message(Role.USER, shown));
      shown.clear();
    }
  }

  /** A mark on a message stands for one on its last part. */
  private static Message cached(Message message, LocatedJson located) {
    CacheControl mark = CacheControlReader.of(located);
    if (mark == null || message.parts().isEmpty()) {
      return message;
    }
    List<ContentPart> parts = new ArrayList<>(message.parts());
    parts.set(parts.size() - 1, parts.getLast().cached(mark));
    return new Message(message.role(), parts);
  }

  private Message message(LocatedJson message) {
    noteUnknown(message);
    LocatedJson role = message.field("role");
    LocatedJson content = message.field("content");
    return switch (role.text()) {
      case "system" -> new Message(Role.SYSTEM, OpenAiPartReader.texts(content));
      case "developer" -> new Message(Role.DEVELOPER, OpenAiPartReader.texts(content));
      case "user" -> new Message(Role.USER, OpenAiPartReader.parts(content));
      case "assistant" -> assistant(message);
      case "tool" -> {
        String id = message.field("tool_call_id").text();
        yield result(id, toolOfCall.get(id), content);
      }
      case "function" -> {
        String name = message.field("name").text();
        yield result(callOfFunction.getOrDefault(name, idOf(message)), name, content);
      }
      default ->
          throw new UntranslatableRequestException(
              role.path(),
              role.path() + " must be one of system, developer, user, assistant, tool, function");
    };
  }

  private Message result(String id, @Nullable String tool, LocatedJson content) {
    StringBuilder text = new StringBuilder();
    CacheControl cache = null;
    boolean shows = false;
    for (ContentPart part :
        content.isNull() ? List.<ContentPart>of() : OpenAiPartReader.parts(content)) {
      cache = part.cache() == null ? cache : part.cache();
      String said = part instanceof ContentPart.Text only ? only.text() : TextDocument.of(part);
      if (said != null) {
        text.append(said);
        continue;
      }
      if (!shows) {
        shown.add(new ContentPart.Text("From the result of " + id + ":"));
        shows = true;
      }
      shown.add(part);
    }
    return new Message(
        Role.TOOL, List.of(new ContentPart.ToolResult(id, tool, text.toString(), false, cache)));
  }

  private Message assistant(LocatedJson message) {
    LocatedJson audio = message.field("audio");
    if (!audio.isNull()) {
      throw new UntranslatableRequestException(
          audio.path(), audio.path() + " names a sound that only its provider has; send its text");
    }
    ReasoningReader thoughts = new ReasoningReader(message, untranslatable);
    List<ContentPart> parts = new ArrayList<>(thoughts.parts());
    LocatedJson content = message.field("content");
    if (!content.isNull()) {
      parts.addAll(OpenAiPartReader.parts(content));
    }
    LocatedJson refusal = message.field("refusal");
    if (!refusal.isNull()) {
      parts.add(new ContentPart.Text(refusal.text()));
    }
    LocatedJson images = message.field("images");
    if (!images.isNull()) {
      for (LocatedJson image : images.elements()) {
        parts.add(OpenAiPartReader.image(image.field("image_url"), null));
      }
    }
    LocatedJson calls = message.field("tool_calls");
    if (!calls.isNull()) {
      for (LocatedJson call : calls.elements()) {
        ContentPart.Reasoning reasoning = thoughts.of(call);
        if (reasoning != null) {
          parts.add(reasoning);
        }
        parts.add(toolCall(call));
      }
    }
    LocatedJson legacy = message.field("function_call");
    if (!legacy.isNull()) {
      ContentPart.ToolCall call = call(idOf(message), legacy);
      callOfFunction.put(call.name(), call.id());
      parts.add(call);
    }
    return new Message(Role.ASSISTANT, parts);
  }

  private ContentPart.ToolCall toolCall(LocatedJson call) {
    LocatedJson type = call.field("type");
    String word = type.optionalText();
    String id = call.field("id").text();
    if (word == null || word.equals("function")) {
      return call(id, call.field("function"));
    }
    if (!word.equals("custom")) {
      throw new UntranslatableRequestException(
          type.path(), type.path() + " must be function or custom");
    }
    LocatedJson custom = call.field("custom");
    String name = custom.field("name").text();
    toolOfCall.put(id, name);
    return new ContentPart.ToolCall(id, name, CustomToolAdapter.wrap(custom.field("input").text()));
  }

  private ContentPart.ToolCall call(String id, LocatedJson function) {
    String name = function.field("name").text();
    LocatedJson arguments = function.field("arguments");
    toolOfCall.put(id, name);
    // An object is another dialect's habit, but can mean only one thing.
    String text =
        arguments.isObject() ? ReadableJson.of(arguments.raw()) : arguments.optionalText();
    return new ContentPart.ToolCall(id, name, text == null ? "" : text);
  }

  /** An id from the place in the conversation, which stays the same from turn to turn. */
  private static String idOf(LocatedJson message) {
    String path = message.path();
    return "call_" + path.substring(path.indexOf('[') + 1, path.length() - 1);
  }

  private void noteUnknown(LocatedJson message) {
    for (String name : message.names()) {
      if (!READ.contains(name) && !HARMLESS.contains(name) && !message.field(name).isNull()) {
        untranslatable.add("messages." + name);
      }
    }
    String role = message.field("role").optionalText();
    if (!message.field("name").isNull() && !"function".equals(role) && !"tool".equals(role)) {
      untranslatable.add("messages.name");
    }
  }
}
