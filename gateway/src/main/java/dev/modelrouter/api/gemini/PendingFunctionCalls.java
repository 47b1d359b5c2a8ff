package dev.modelrouter.api.gemini;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for their results. Most of Gemini's have no id, so one is made from the
 * call's place in the conversation, which stays the same from turn to turn; a result belongs to the
 * first call of its id or, without one, of its name.
 */
final class PendingFunctionCalls {
  private static final class PendingCall {
    final String id;
    boolean answered;

    PendingCall(String id) {
      this.id = id;
    }
  }

  private final Map<String, Deque<PendingCall>> openById = new HashMap<>();
  private final Map<String, Deque<PendingCall>> openByName = new HashMap<>();
  private boolean answered;

  /**
   * Notes a call and says what it is called from here on.
   *
   * @param id as the caller gave it, or null
   * @param content the place of its content in the conversation
   * @param part its place in that content
   */
  String call(@Nullable String id, String name, int content, int part) {
    if (answered) {
      openById.clear();
      openByName.clear();
      answered = false;
    }
    String known = id == null || id.isEmpty() ? "call_" + content + "_" + part : id;
    PendingCall pendingCall = new PendingCall(known);
    openById.computeIfAbsent(known, key -> new ArrayDeque<>(1)).add(pendingCall);
    openByName.computeIfAbsent(name, key -> new ArrayDeque<>(1)).add(pendingCall);
    return known;
  }

  /**
   * The id of the call that a result belongs to.
   *
   * @param id as the caller gave it, or null
   * @param content the place of its content in the conversation
   * @param part its place in that content
   */
  String result(@Nullable String id, String name, int content, int part) {
    answered = true;
    boolean unnamed = id == null || id.isEmpty();
    Deque<PendingCall> pendingCalls = unnamed ? openByName.get(name) : openById.get(id);
    while (pendingCalls != null && !pendingCalls.isEmpty()) {
      PendingCall pendingCall = pendingCalls.remove();
      if (!pendingCall.answered) {
        pendingCall.answered = true;
        return pendingCall.id;
      }
    }
    return unnamed ? "call_" + content + "_" + part : String.valueOf(id);
  }
}
