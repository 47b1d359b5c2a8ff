package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.ArgumentFilter;
import dev.modelrouter.provider.SurrogatePairJoiner;
import dev.modelrouter.provider.SyntheticToolCallIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer as they come piece by piece, told in the strict form: numbered from
 * 0 in the order of their beginning, named by the first piece and by no other.
 *
 * <p>Servers take liberties. An id that is known leads to its call. Without a number a piece
 * belongs to the last call, or begins one if it brings another id, or, without an id, another name;
 * so does one with a number that is new, but neither id nor name. The same number with another id
 * is another call. Ids and names may be repeated. Where the name comes late, the arguments wait for
 * it. Where there is no id, one is made. A call that never gets a name is not told. Of the
 * arguments passes what {@link ArgumentFilter} keeps.
 */
final class ToolCallAccumulator {
  private static final class OpenToolCall {
    final long index;
    @Nullable String id;
    @Nullable String name;
    @Nullable StringBuilder deferred;
    boolean pending;
    int place = -1;
    final SurrogatePairJoiner textJoiner = new SurrogatePairJoiner();
    final ArgumentFilter filter = new ArgumentFilter();

    OpenToolCall(long index) {
      this.index = index;
    }
  }

  private final List<OpenToolCall> openToolCalls = new ArrayList<>(0);
  private final Map<String, OpenToolCall> callsById = new HashMap<>(0);
  private final Map<Long, OpenToolCall> callsByIndex = new HashMap<>(0);

  /** Calls that got a piece since the last release, which may hold something back. */
  private final List<OpenToolCall> pending = new ArrayList<>(0);

  private int emitted;

  /** Whether there are entries of {@code tool_calls}, not of {@code function_call} alone. */
  private boolean modern;

  /** Whether any call has been told. */
  boolean wereEmitted() {
    return emitted > 0;
  }

  /**
   * Takes the entries of one chunk.
   *
   * @param answer the provider's id of the answer, or null
   */
  void emit(ToolCallDeltas deltas, @Nullable String answer, Consumer<? super ChatEvent> out) {
    modern |= deltas.modern();
    for (int i = 0; i < deltas.size(); i++) {
      ToolCallDelta delta = deltas.get(i);
      if (delta.legacy && modern) {
        // Said twice, in the old form too.
        continue;
      }
      OpenToolCall openToolCall = find(delta);
      if (openToolCall == null) {
        release(out);
        openToolCall = new OpenToolCall(delta.index);
        openToolCalls.add(openToolCall);
        callsByIndex.put(openToolCall.index, openToolCall);
      }
      emit(openToolCall, delta, answer, out);
    }
  }

  private @Nullable OpenToolCall find(ToolCallDelta delta) {
    if (delta.legacy) {
      return last();
    }
    String id = delta.id;
    if (id == null) {
      return unnamed(delta);
    }
    OpenToolCall known = withId(id);
    if (known != null && (delta.index < 0 || delta.index == known.index || delta.name == null)) {
      return known;
    }
    OpenToolCall numbered = delta.index < 0 ? last() : withIndex(delta.index);
    return numbered != null && numbered.id == null ? numbered : null;
  }

  /** The call that a piece without an id belongs to. */
  private @Nullable OpenToolCall unnamed(ToolCallDelta delta) {
    OpenToolCall last = last();
    if (delta.index >= 0) {
      OpenToolCall numbered = withIndex(delta.index);
      return numbered == null && delta.name == null ? last : numbered;
    }
    return last != null && delta.name != null && last.name != null ? null : last;
  }

  private @Nullable OpenToolCall last() {
    return openToolCalls.isEmpty() ? null : openToolCalls.getLast();
  }

  private @Nullable OpenToolCall withId(String id) {
    return callsById.get(id);
  }

  private @Nullable OpenToolCall withIndex(long index) {
    return callsByIndex.get(index);
  }

  /** Something else follows in the answer: tells the empty arguments that were held back. */
  void release(Consumer<? super ChatEvent> out) {
    for (int i = 0; i < pending.size(); i++) {
      OpenToolCall openToolCall = pending.get(i);
      openToolCall.pending = false;
      String rest = openToolCall.place >= 0 ? openToolCall.filter.release() : "";
      if (!rest.isEmpty()) {
        out.accept(new ChatEvent.ToolCallDelta(openToolCall.place, null, null, rest));
      }
    }
    pending.clear();
  }

  /**
   * The answer has come to its end: tells what was held back of the arguments.
   *
   * @param cut whether a limit of tokens ended it, so that arguments that did not begin are missing
   */
  void end(boolean cut, Consumer<? super ChatEvent> out) {
    for (OpenToolCall openToolCall : openToolCalls) {
      if (openToolCall.place >= 0 && (!cut || openToolCall.filter.isStarted())) {
        String rest = openToolCall.filter.end();
        if (!rest.isEmpty()) {
          out.accept(new ChatEvent.ToolCallDelta(openToolCall.place, null, null, rest));
        }
      }
    }
  }

  private void emit(
      OpenToolCall openToolCall,
      ToolCallDelta delta,
      @Nullable String answer,
      Consumer<? super ChatEvent> out) {
    if (!openToolCall.pending) {
      openToolCall.pending = true;
      pending.add(openToolCall);
    }
    boolean droppedBefore = openToolCall.filter.dropped();
    String more = openToolCall.filter.next(openToolCall.textJoiner.next(delta.arguments));
    if (openToolCall.filter.dropped() && !droppedBefore) {
      out.accept(new ChatEvent.Skipped("text behind the arguments of a tool call", false));
    }
    if (openToolCall.place >= 0) {
      if (!more.isEmpty()) {
        out.accept(new ChatEvent.ToolCallDelta(openToolCall.place, null, null, more));
      }
      return;
    }
    String given = delta.id;
    if (openToolCall.id == null && given != null) {
      openToolCall.id = given;
      callsById.put(given, openToolCall);
    }
    openToolCall.name = openToolCall.name == null ? delta.name : openToolCall.name;
    StringBuilder held = openToolCall.deferred;
    String name = openToolCall.name;
    if (name == null) {
      openToolCall.deferred = held == null ? new StringBuilder(more) : held.append(more);
      return;
    }
    String arguments = held == null ? more : held.append(more).toString();
    openToolCall.deferred = null;
    openToolCall.place = emitted++;
    String id = openToolCall.id;
    if (id == null) {
      id =
          SyntheticToolCallIds.of(
              answer == null ? "" : answer, openToolCall.place, name, arguments);
    }
    out.accept(new ChatEvent.ToolCallDelta(openToolCall.place, id, name, arguments));
  }
}
