package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the system prompt and the messages. Results of tools, which stand in the user's messages
 * here, become messages of their own before the rest.
 */
final class AnthropicMessageReader {
  private static final String BLANK_LINE = "\n\n";

  /**
   * What Claude Code writes before its prompt for Anthropic's accounts. It has a checksum of each
   * request, so with it no other provider would find the prompt in its cache.
   */
  private static final String BILLING = "x-anthropic-billing-header:";

  private final ContentBlockReader blocks;

  /** A reader that notes here what it cannot say. */
  AnthropicMessageReader(Set<String> untranslatable) {
    this.blocks = new ContentBlockReader(untranslatable);
  }

  List<Message> read(LocatedJson system, LocatedJson messages) {
    List<Message> all = new ArrayList<>();
    if (!system.isNull()) {
      List<ContentPart> prompt = prompt(system);
      if (!prompt.isEmpty()) {
        all.add(new Message(Role.SYSTEM, prompt));
      }
    }
    boolean any = false;
    for (LocatedJson message : messages.elements()) {
      message(message, all);
      any = true;
    }
    if (!any) {
      throw new UntranslatableRequestException("messages", "messages must not be empty");
    }
    return all;
  }

  /** The prompt's text, its blocks joined by a blank line, in a part up to each cache mark. */
  private List<ContentPart> prompt(LocatedJson system) {
    List<ContentPart> all = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (ContentPart part : blocks.read(system)) {
      if (!(part instanceof ContentPart.Text block)) {
        throw system.must("be text");
      }
      if (block.text().startsWith(BILLING)) {
        continue;
      }
      text.append(all.isEmpty() && text.isEmpty() ? "" : BLANK_LINE).append(block.text());
      if (block.cache() != null) {
        all.add(new ContentPart.Text(text.toString(), block.cache()));
        text.setLength(0);
      }
    }
    if (!text.isEmpty()) {
      all.add(new ContentPart.Text(text.toString()));
    }
    return all;
  }

  private void message(LocatedJson message, List<Message> all) {
    LocatedJson role = message.field("role");
    List<ContentPart> parts = blocks.read(message.field("content"));
    switch (role.text()) {
      case "user" -> user(parts, all);
      case "assistant" -> assistant(parts, all);
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

  /** Results that Anthropic's servers put into an answer become messages of their own, in place. */
  private static void assistant(List<ContentPart> parts, List<Message> all) {
    int from = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof ContentPart.ToolResult) {
        if (from < i) {
          all.add(new Message(Role.ASSISTANT, parts.subList(from, i)));
        }
        all.add(new Message(Role.TOOL, parts.subList(i, i + 1)));
        from = i + 1;
      }
    }
    if (from < parts.size() || parts.isEmpty()) {
      all.add(new Message(Role.ASSISTANT, parts.subList(from, parts.size())));
    }
  }
}
