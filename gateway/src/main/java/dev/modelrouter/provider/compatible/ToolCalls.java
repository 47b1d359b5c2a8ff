package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.ArgumentFilter;
import dev.modelrouter.provider.CallIds;
import dev.modelrouter.provider.SplitText;
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
final class ToolCalls {
  private static final class Call {
    final long index;
    @Nullable String id;
    @Nullable String name;
    @Nullable StringBuilder held;
    boolean pending;
    int place = -1;
    final SplitText splitText = new SplitText();
    final ArgumentFilter filter = new ArgumentFilter();

    Call(long index) {
      this.index = index;
    }
  }

  private final List<Call> calls = new ArrayList<>(0);
  private final Map<String, Call> callsById = new HashMap<>(0);
  private final Map<Long, Call> callsByIndex = new HashMap<>(0);

  /** Calls that got a piece since the last release, which may hold something back. */
  private final List<Call> pending = new ArrayList<>(0);

  private int told;

  /** Whether there are entries of {@code tool_calls}, not of {@code function_call} alone. */
  private boolean modern;

  /** Whether any call has been told. */
  boolean wereTold() {
    return told > 0;
  }

  /**
   * Takes the entries of one chunk.
   *
   * @param answer the provider's id of the answer, or null
   */
  void tell(ToolCallPieces pieces, @Nullable String answer, Consumer<? super ChatEvent> out) {
    modern |= pieces.modern();
    for (int i = 0; i < pieces.size(); i++) {
      ToolCallPiece piece = pieces.get(i);
      if (piece.legacy && modern) {
        // Said twice, in the old form too.
        continue;
      }
      Call call = find(piece);
      if (call == null) {
        release(out);
        call = new Call(piece.index);
        calls.add(call);
        callsByIndex.put(call.index, call);
      }
      tell(call, piece, answer, out);
    }
  }

  private @Nullable Call find(ToolCallPiece piece) {
    if (piece.legacy) {
      return last();
    }
    String id = piece.id;
    if (id == null) {
      return unnamed(piece);
    }
    Call known = withId(id);
    if (known != null && (piece.index < 0 || piece.index == known.index || piece.name == null)) {
      return known;
    }
    Call numbered = piece.index < 0 ? last() : withIndex(piece.index);
    return numbered != null && numbered.id == null ? numbered : null;
  }

  /** The call that a piece without an id belongs to. */
  private @Nullable Call unnamed(ToolCallPiece piece) {
    Call last = last();
    if (piece.index >= 0) {
      Call numbered = withIndex(piece.index);
      return numbered == null && piece.name == null ? last : numbered;
    }
    return last != null && piece.name != null && last.name != null ? null : last;
  }

  private @Nullable Call last() {
    return calls.isEmpty() ? null : calls.getLast();
  }

  private @Nullable Call withId(String id) {
    return callsById.get(id);
  }

  private @Nullable Call withIndex(long index) {
    return callsByIndex.get(index);
  }

  /** Something else follows in the answer: tells the empty arguments that were held back. */
  void release(Consumer<? super ChatEvent> out) {
    for (int i = 0; i < pending.size(); i++) {
      Call call = pending.get(i);
      call.pending = false;
      String rest = call.place >= 0 ? call.filter.release() : "";
      if (!rest.isEmpty()) {
        out.accept(new ChatEvent.ToolCallDelta(call.place, null, null, rest));
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
    for (Call call : calls) {
      if (call.place >= 0 && (!cut || call.filter.begun())) {
        String rest = call.filter.end();
        if (!rest.isEmpty()) {
          out.accept(new ChatEvent.ToolCallDelta(call.place, null, null, rest));
        }
      }
    }
  }

  private void tell(
      Call call, ToolCallPiece piece, @Nullable String answer, Consumer<? super ChatEvent> out) {
    if (!call.pending) {
      call.pending = true;
      pending.add(call);
    }
    boolean droppedBefore = call.filter.dropped();
    String more = call.filter.next(call.splitText.next(piece.arguments));
    if (call.filter.dropped() && !droppedBefore) {
      out.accept(new ChatEvent.Skipped("text behind the arguments of a tool call", false));
    }
    if (call.place >= 0) {
      if (!more.isEmpty()) {
        out.accept(new ChatEvent.ToolCallDelta(call.place, null, null, more));
      }
      return;
    }
    String given = piece.id;
    if (call.id == null && given != null) {
      call.id = given;
      callsById.put(given, call);
    }
    call.name = call.name == null ? piece.name : call.name;
    StringBuilder held = call.held;
    String name = call.name;
    if (name == null) {
      call.held = held == null ? new StringBuilder(more) : held.append(more);
      return;
    }
    String arguments = held == null ? more : held.append(more).toString();
    call.held = null;
    call.place = told++;
    String id = call.id;
    if (id == null) {
      id = CallIds.of(answer == null ? "" : answer, call.place, name, arguments);
    }
    out.accept(new ChatEvent.ToolCallDelta(call.place, id, name, arguments));
  }
}
