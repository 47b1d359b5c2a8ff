package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A conversation in the order that Anthropic demands: the user first, the two sides in turn, the
 * results of all calls of a turn at the beginning of the next, each call with one result, no text
 * that is blank, no thought that Anthropic did not seal itself.
 *
 * <p>Where the caller's conversation has none, a result that says so is put in; a result without a
 * call becomes text; a turn with nothing in it becomes {@code (empty)}.
 */
final class AnthropicTurns {
  private static final ContentPart.Text EMPTY = new ContentPart.Text("(empty)");
  private static final ContentPart.Text BEGIN = new ContentPart.Text("(continue)");
  private static final String NO_RESULT = "no result";
  private static final String REASONING = "messages.reasoning_content";

  private final Set<String> dropped;
  private final List<AnthropicTurn> anthropicTurns = new ArrayList<>();
  private final Map<String, ContentPart.ToolCall> unanswered = new LinkedHashMap<>();

  private AnthropicTurns(Set<String> dropped) {
    this.dropped = dropped;
  }

  /**
   * The turns of these messages, the system's at the beginning left out.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException on media that Anthropic does not
   *     take
   */
  static List<AnthropicTurn> of(List<Message> messages, Set<String> dropped) {
    AnthropicTurns anthropicTurns = new AnthropicTurns(dropped);
    anthropicTurns.read(messages);
    return anthropicTurns.anthropicTurns;
  }

  private void read(List<Message> messages) {
    List<ContentPart> parts = new ArrayList<>();
    boolean assistant = false;
    boolean started = false;
    for (int i = systems(messages); i < messages.size(); i++) {
      Message message = messages.get(i);
      boolean speaksModel = message.role() == Role.ASSISTANT;
      if (started && speaksModel != assistant) {
        close(assistant, parts, false);
        parts = new ArrayList<>();
      }
      started = true;
      assistant = speaksModel;
      for (ContentPart part : message.parts()) {
        if (isSayable(part)) {
          MediaCheck.require(part, message.role(), i);
          parts.add(part);
        }
      }
    }
    if (started) {
      close(assistant, parts, true);
    }
    if (!unanswered.isEmpty()) {
      user(List.of());
    }
    if (anthropicTurns.isEmpty() || anthropicTurns.getFirst().assistant()) {
      anthropicTurns.addFirst(new AnthropicTurn(false, List.of(BEGIN)));
    }
  }

  /** How many messages at the beginning are the system's. */
  static int systems(List<Message> messages) {
    int count = 0;
    while (count < messages.size() && isSystem(messages.get(count).role())) {
      count++;
    }
    return count;
  }

  private static boolean isSystem(Role role) {
    return role == Role.SYSTEM || role == Role.DEVELOPER;
  }

  private boolean isSayable(ContentPart part) {
    return switch (part) {
      case ContentPart.Text text -> !text.text().isBlank();
      case ContentPart.Reasoning reasoning -> {
        ReasoningSignature signature = reasoning.signature();
        boolean own =
            signature != null
                && (signature.isOf(ReasoningSignature.ANTHROPIC)
                    || signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED));
        if (!own) {
          dropped.add(REASONING);
        }
        yield own;
      }
      case ContentPart.Image ignored -> true;
      case ContentPart.Audio ignored -> true;
      case ContentPart.Document ignored -> true;
      case ContentPart.ToolCall ignored -> true;
      case ContentPart.ToolResult ignored -> true;
    };
  }

  private void close(boolean assistant, List<ContentPart> parts, boolean last) {
    if (!assistant) {
      user(parts);
    } else if (!parts.isEmpty() || !last) {
      assistant(parts, last);
    }
  }

  private void assistant(List<ContentPart> parts, boolean last) {
    boolean onlyThoughts = true;
    for (ContentPart part : parts) {
      onlyThoughts &= part instanceof ContentPart.Reasoning;
      if (part instanceof ContentPart.ToolCall call) {
        unanswered.put(call.id(), call);
      }
    }
    if (onlyThoughts) {
      parts.add(EMPTY);
    }
    if (last && parts.getLast() instanceof ContentPart.Text text) {
      parts.set(parts.size() - 1, new ContentPart.Text(text.text().stripTrailing()));
    }
    anthropicTurns.add(new AnthropicTurn(true, parts));
  }

  private void user(List<ContentPart> parts) {
    List<ContentPart> ordered = new ArrayList<>(parts.size() + unanswered.size());
    List<ContentPart> rest = new ArrayList<>();
    for (ContentPart part : parts) {
      if (!(part instanceof ContentPart.ToolResult result)) {
        rest.add(part);
      } else if (unanswered.remove(result.callId()) != null) {
        ordered.add(result);
      } else {
        rest.add(
            new ContentPart.Text("Result of tool call " + result.callId() + ": " + result.text()));
      }
    }
    for (ContentPart.ToolCall call : unanswered.values()) {
      ordered.add(new ContentPart.ToolResult(call.id(), call.name(), NO_RESULT, true));
    }
    unanswered.clear();
    ordered.addAll(rest);
    anthropicTurns.add(new AnthropicTurn(false, ordered.isEmpty() ? List.of(EMPTY) : ordered));
  }
}
