package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UnspeakableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the system prompt and the messages. Results of tools, which stand in the user's messages
 * here, become messages of their own before the rest.
 */
final class MessageReader {
  private static final String BLANK_LINE = "\n\n";

  /**
   * What Claude Code writes before its prompt for Anthropic's accounts. It has a checksum of each
   * request, so with it no other provider would find the prompt in its cache.
   */
  private static final String BILLING = "x-anthropic-billing-header:";

  private final BlockReader blocks;

  /** A reader that notes here what it cannot say. */
  MessageReader(Set<String> unspoken) {
    this.blocks = new BlockReader(unspoken);
  }

  List<Message> read(JsonPlace system, JsonPlace messages) {
    List<Message> all = new ArrayList<>();
    if (!system.isNull()) {
      List<String> prompt = prompt(blocks.read(system));
      if (!prompt.isEmpty()) {
        all.add(new Message(Role.SYSTEM, String.join(BLANK_LINE, prompt)));
      }
    }
    boolean any = false;
    for (JsonPlace message : messages.elements()) {
      message(message, all);
      any = true;
    }
    if (!any) {
      throw new UnspeakableException("messages", "messages must not be empty");
    }
    return all;
  }

  private static List<String> prompt(List<ContentPart> parts) {
    List<String> texts = new ArrayList<>();
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.Text text && !text.text().startsWith(BILLING)) {
        texts.add(text.text());
      }
    }
    return texts;
  }

  private void message(JsonPlace message, List<Message> all) {
    JsonPlace role = message.field("role");
    List<ContentPart> parts = blocks.read(message.field("content"));
    switch (role.text()) {
      case "user" -> user(parts, all);
      case "assistant" -> all.add(new Message(Role.ASSISTANT, parts));
      case "system" -> all.add(new Message(Role.SYSTEM, parts));
      default -> throw role.must("be user or assistant");
    }
  }

  private static void user(List<ContentPart> parts, List<Message> all) {
    List<ContentPart> results =
        parts.stream().filter(part -> part instanceof ContentPart.ToolResult).toList();
    List<ContentPart> rest =
        parts.stream().filter(part -> !(part instanceof ContentPart.ToolResult)).toList();
    if (!results.isEmpty()) {
      all.add(new Message(Role.TOOL, results));
    }
    if (!rest.isEmpty() || results.isEmpty()) {
      all.add(new Message(Role.USER, rest));
    }
  }
}
