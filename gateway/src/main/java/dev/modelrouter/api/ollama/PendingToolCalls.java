package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.ContentPart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which call of a conversation each tool's answer belongs to. In this dialect an answer may name
 * its call, or only the tool, or nothing; then it belongs to the first call that nobody has
 * answered yet. The user's turn ends the waiting.
 */
final class PendingToolCalls {
  private static final class PendingCall {
    final String id;
    final String tool;
    boolean answered;

    PendingCall(String id, String tool) {
      this.id = id;
      this.tool = tool;
    }
  }

  private final Set<String> named;
  private final Map<String, String> toolOfCall = new HashMap<>();
  private final Deque<PendingCall> waiting = new ArrayDeque<>();
  private final Map<String, Deque<PendingCall>> waitingByTool = new HashMap<>();

  /**
   * A book without calls.
   *
   * @param named the ids of calls that some answer names: no other answer can be theirs
   */
  PendingToolCalls(Set<String> named) {
    this.named = named;
  }

  /** Notes a call. */
  void called(String id, String tool) {
    toolOfCall.put(id, tool);
    if (!named.contains(id)) {
      PendingCall pendingCall = new PendingCall(id, tool);
      waiting.add(pendingCall);
      waitingByTool.computeIfAbsent(tool, name -> new ArrayDeque<>(1)).add(pendingCall);
    }
  }

  /** Forgets the calls that nobody answered. */
  void userSpoke() {
    waiting.clear();
    waitingByTool.clear();
  }

  /**
   * An answer with its call.
   *
   * @param id the call it names, or null
   * @param tool the tool it names, or null
   * @param orphan the id it gets where there is no call for it
   */
  ContentPart.ToolResult answered(
      @Nullable String id, @Nullable String tool, String orphan, String text) {
    if (id != null) {
      return result(id, tool == null ? toolOfCall.get(id) : tool, text);
    }
    PendingCall pendingCall = first(tool == null ? waiting : waitingByTool.get(tool));
    return pendingCall == null
        ? result(orphan, tool, text)
        : result(pendingCall.id, pendingCall.tool, text);
  }

  /** Takes the first call that is not answered; each stands in two queues. */
  private static @Nullable PendingCall first(@Nullable Deque<PendingCall> pendingCalls) {
    while (pendingCalls != null && !pendingCalls.isEmpty()) {
      PendingCall pendingCall = pendingCalls.remove();
      if (!pendingCall.answered) {
        pendingCall.answered = true;
        return pendingCall;
      }
    }
    return null;
  }

  private static ContentPart.ToolResult result(String id, @Nullable String tool, String text) {
    return new ContentPart.ToolResult(id, tool, text, false);
  }
}
