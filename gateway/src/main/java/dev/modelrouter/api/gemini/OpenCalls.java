package dev.modelrouter.api.gemini;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for their results. Most of Gemini's have no id, so one is made from the
 * call's place in the conversation, which stays the same from turn to turn; a result belongs to the
 * first call of its id or, without one, of its name.
 */
final class OpenCalls {
  private record Call(String id, String name) {}

  private final List<Call> open = new ArrayList<>();
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
      open.clear();
      answered = false;
    }
    String known = id == null || id.isEmpty() ? "call_" + content + "_" + part : id;
    open.add(new Call(known, name));
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
    for (Call call : open) {
      if (unnamed ? call.name().equals(name) : call.id().equals(id)) {
        open.remove(call);
        return call.id();
      }
    }
    return unnamed ? "call_" + content + "_" + part : String.valueOf(id);
  }
}
