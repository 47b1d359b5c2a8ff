package dev.modelrouter.provider;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of a request's tools as an API accepts them. A name that it accepts stays; any other is
 * fitted, the same in declarations, choice and history, and distinct from all others.
 */
public final class ToolNames {
  private final IdentifierRule rule;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> fitted = new HashMap<>();

  /**
   * Without any name yet.
   *
   * @param rule which names the API accepts
   */
  public ToolNames(IdentifierRule rule) {
    this.rule = rule;
  }

  /** Takes note of a name. Names that are accepted must be reserved before others are fitted. */
  public void reserve(String name) {
    if (rule.accepts(name)) {
      taken.add(name);
    }
  }

  /** The name to send in place of this one. */
  public String fit(String name) {
    return rule.accepts(name) ? name : fitted.computeIfAbsent(name, one -> rule.fit(one, taken));
  }

  /** The callers' names by those that were sent in their place; empty where none was changed. */
  public Map<String, String> originals() {
    if (fitted.isEmpty()) {
      return Map.of();
    }
    Map<String, String> originals = new HashMap<>();
    fitted.forEach((original, sent) -> originals.put(sent, original));
    return Map.copyOf(originals);
  }

  /** Whether every name of a request is accepted as it is. */
  static boolean fit(
      IdentifierRule rule, List<Tool> tools, ToolChoice choice, List<Message> messages) {
    for (Tool tool : tools) {
      if (!rule.accepts(tool.name())) {
        return true;
      }
    }
    if (choice instanceof ToolChoice.Named named && !rule.accepts(named.name())) {
      return true;
    }
    for (Message message : messages) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolCall call && !rule.accepts(call.name())) {
          return true;
        }
      }
    }
    return false;
  }

  /** The tools under the names to send. */
  List<Tool> tools(List<Tool> tools) {
    tools.forEach(tool -> reserve(tool.name()));
    List<Tool> renamed = new ArrayList<>(tools.size());
    for (Tool tool : tools) {
      renamed.add(
          new Tool(
              fit(tool.name()),
              tool.description(),
              tool.parameters(),
              tool.strict(),
              tool.cache()));
    }
    return renamed;
  }

  /** The choice under the name to send. */
  ToolChoice choice(ToolChoice choice) {
    return choice instanceof ToolChoice.Named named
        ? new ToolChoice.Named(fit(named.name()))
        : choice;
  }

  /** The conversation with the names to send. */
  List<Message> messages(List<Message> messages) {
    List<Message> renamed = new ArrayList<>(messages.size());
    for (Message message : messages) {
      List<ContentPart> parts = new ArrayList<>(message.parts().size());
      for (ContentPart part : message.parts()) {
        parts.add(renamed(part));
      }
      renamed.add(parts.equals(message.parts()) ? message : new Message(message.role(), parts));
    }
    return renamed;
  }

  private ContentPart renamed(ContentPart part) {
    if (part instanceof ContentPart.ToolCall call) {
      return new ContentPart.ToolCall(call.id(), fit(call.name()), call.arguments(), call.cache());
    }
    if (part instanceof ContentPart.ToolResult result && result.name() != null) {
      return new ContentPart.ToolResult(
          result.callId(), fit(result.name()), result.text(), result.failed(), result.cache());
    }
    return part;
  }
}
