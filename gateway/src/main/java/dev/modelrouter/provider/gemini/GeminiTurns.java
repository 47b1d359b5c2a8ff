package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.ChatJsonWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A conversation in the order Gemini wants: it begins with the user, nobody speaks twice in a row,
 * and after a turn with calls comes one with a result for each of them, before anything else. A
 * call that was never answered gets a result that says so; a result of no call becomes text. Empty
 * texts and thoughts that are not Gemini's own are left out.
 */
final class GeminiTurns {
  private static final String BEGIN = "(continue)";
  private static final String NO_RESULT = "no result";

  /**
   * One turn.
   *
   * @param model whether the model speaks, else the user
   * @param parts what is said, at least one
   */
  record GeminiTurn(boolean model, List<ContentPart> parts) {
    private List<ContentPart.ToolCall> calls() {
      List<ContentPart.ToolCall> calls = new ArrayList<>();
      for (ContentPart part : parts) {
        if (part instanceof ContentPart.ToolCall call) {
          calls.add(call);
        }
      }
      return calls;
    }
  }

  private final Set<String> dropped;
  private final List<GeminiTurn> geminiTurns = new ArrayList<>();

  private GeminiTurns(Set<String> dropped) {
    this.dropped = dropped;
  }

  /**
   * The turns.
   *
   * @param from index of the first message that is not the system's
   * @param dropped takes the names of what is left out
   * @throws UntranslatableRequestException on media that only another provider knows
   */
  static List<GeminiTurn> of(List<Message> messages, int from, Set<String> dropped) {
    GeminiTurns all = new GeminiTurns(dropped);
    for (int i = from; i < messages.size(); i++) {
      all.add(messages.get(i), i);
    }
    if (all.geminiTurns.isEmpty() || all.geminiTurns.getFirst().model()) {
      all.geminiTurns.addFirst(new GeminiTurn(false, List.of(new ContentPart.Text(BEGIN))));
    }
    all.pair();
    return all.geminiTurns;
  }

  private void add(Message message, int index) {
    boolean model = message.role() == Role.ASSISTANT;
    List<ContentPart> parts = new ArrayList<>(message.parts().size());
    boolean sealed = false;
    for (ContentPart part : message.parts()) {
      check(part, index);
      if (keep(part, sealed)) {
        parts.add(part);
        sealed = part instanceof ContentPart.Reasoning reasoning && reasoning.signature() != null;
      }
    }
    if (parts.isEmpty()) {
      return;
    }
    if (!geminiTurns.isEmpty() && geminiTurns.getLast().model() == model) {
      geminiTurns.getLast().parts().addAll(parts);
    } else {
      geminiTurns.add(new GeminiTurn(model, parts));
    }
  }

  /**
   * Whether a part is said again.
   *
   * @param sealed whether a seal waits for the part it belongs to, which can be empty or a thought
   */
  private boolean keep(ContentPart part, boolean sealed) {
    if (part instanceof ContentPart.Text text) {
      return sealed || !text.text().isEmpty();
    }
    if (part instanceof ContentPart.Reasoning reasoning) {
      ReasoningSignature signature = reasoning.signature();
      if (signature == null ? sealed : signature.isOf(ReasoningSignature.GEMINI)) {
        return true;
      }
      dropped.add("messages.reasoning_content");
      return false;
    }
    return true;
  }

  private static void check(ContentPart part, int index) {
    Media media =
        switch (part) {
          case ContentPart.Image image -> image.media();
          case ContentPart.Audio audio -> audio.media();
          case ContentPart.Document document -> document.media();
          case ContentPart.Text ignored -> null;
          case ContentPart.ToolCall ignored -> null;
          case ContentPart.ToolResult ignored -> null;
          case ContentPart.Reasoning ignored -> null;
        };
    if (media instanceof Media.Remote remote && !remote.url().contains("://")) {
      String place = "messages[" + index + "].content";
      throw new UntranslatableRequestException(
          place, place + " names a file that Gemini does not keep; send its bytes or its address");
    }
  }

  /** Puts results behind their calls. */
  private void pair() {
    List<ContentPart.ToolCall> open = List.of();
    for (int i = 0; i < geminiTurns.size(); i++) {
      GeminiTurn geminiTurn = geminiTurns.get(i);
      if (!geminiTurn.model()) {
        geminiTurns.set(i, new GeminiTurn(false, answered(open, geminiTurn.parts())));
      }
      open = geminiTurn.calls();
    }
    if (!open.isEmpty()) {
      geminiTurns.add(new GeminiTurn(false, answered(open, List.of())));
    }
  }

  private static List<ContentPart> answered(
      List<ContentPart.ToolCall> calls, List<ContentPart> parts) {
    Map<String, Deque<ContentPart.ToolResult>> results = new HashMap<>();
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.ToolResult result) {
        results.computeIfAbsent(result.callId(), id -> new ArrayDeque<>(1)).add(result);
      }
    }
    Set<ContentPart> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    List<ContentPart> ordered = new ArrayList<>(calls.size() + parts.size());
    for (ContentPart.ToolCall call : calls) {
      Deque<ContentPart.ToolResult> own = results.get(call.id());
      ContentPart.ToolResult result = own == null ? null : own.poll();
      if (result != null) {
        taken.add(result);
      }
      ordered.add(
          result == null
              ? new ContentPart.ToolResult(call.id(), call.name(), NO_RESULT, true)
              : new ContentPart.ToolResult(call.id(), call.name(), result.text(), result.failed()));
    }
    for (ContentPart part : parts) {
      if (taken.remove(part)) {
        continue;
      }
      ordered.add(
          part instanceof ContentPart.ToolResult result
              ? new ContentPart.Text(ChatJsonWriter.text(result))
              : part);
    }
    return ordered;
  }
}
