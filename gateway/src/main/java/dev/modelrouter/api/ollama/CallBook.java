package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.ContentPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which call of a conversation each tool's answer belongs to. In this dialect an answer may name
 * its call, or only the tool, or nothing; then it belongs to the first call that nobody has
 * answered yet. The user's turn ends the waiting.
 */
final class CallBook {
  private record Call(String id, String tool) {}

  private final Set<String> named;
  private final Map<String, String> toolOfCall = new HashMap<>();
  private final List<Call> waiting = new ArrayList<>();

  /**
   * A book without calls.
   *
   * @param named the ids of calls that some answer names: no other answer can be theirs
   */
  CallBook(Set<String> named) {
    this.named = named;
  }

  /** Notes a call. */
  void called(String id, String tool) {
    toolOfCall.put(id, tool);
    if (!named.contains(id)) {
      waiting.add(new Call(id, tool));
    }
  }

  /** Forgets the calls that nobody answered. */
  void userSpoke() {
    waiting.clear();
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
    for (Call call : waiting) {
      if (tool == null || tool.equals(call.tool())) {
        waiting.remove(call);
        return result(call.id(), call.tool(), text);
      }
    }
    return result(orphan, tool, text);
  }

  private static ContentPart.ToolResult result(String id, @Nullable String tool, String text) {
    return new ContentPart.ToolResult(id, tool, text, false);
  }
}
