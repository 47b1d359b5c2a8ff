package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.CallIds;
import dev.modelrouter.provider.SplitText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one answer as they come piece by piece, told in the strict form: numbered from
 * 0 in the order of their beginning, named by the first piece and by no other.
 *
 * <p>Servers take liberties. Without a number a piece belongs to the last call, or begins one if it
 * brings another id, or, without an id, another name. The same number with another id is another
 * call. Ids and names may be repeated. Where the name comes late, the arguments wait for it. Where
 * there is no id, one is made. A call that never gets a name is not told.
 */
final class ToolCalls {
  private static final class Call {
    final long index;
    @Nullable String id;
    @Nullable String name;
    String held = "";
    int place = -1;
    final SplitText splitText = new SplitText();

    Call(long index) {
      this.index = index;
    }
  }

  private final List<Call> calls = new ArrayList<>(0);
  private int told;

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
    for (int i = 0; i < pieces.size(); i++) {
      ToolCallPiece piece = pieces.get(i);
      Call call = find(piece);
      if (call == null) {
        call = new Call(piece.index);
        calls.add(call);
      }
      tell(call, piece, answer, out);
    }
  }

  private @Nullable Call find(ToolCallPiece piece) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      if (piece.index < 0 || piece.index == call.index) {
        return isAnother(call, piece) ? null : call;
      }
    }
    return null;
  }

  private static boolean isAnother(Call call, ToolCallPiece piece) {
    if (piece.id != null && call.id != null) {
      return !piece.id.equals(call.id);
    }
    return piece.index < 0 && piece.id == null && piece.name != null && call.name != null;
  }

  private void tell(
      Call call, ToolCallPiece piece, @Nullable String answer, Consumer<? super ChatEvent> out) {
    String more = call.splitText.next(piece.arguments);
    if (call.place >= 0) {
      if (!more.isEmpty()) {
        out.accept(new ChatEvent.ToolCallDelta(call.place, null, null, more));
      }
      return;
    }
    call.id = call.id == null ? piece.id : call.id;
    call.name = call.name == null ? piece.name : call.name;
    call.held = call.held.isEmpty() ? more : call.held + more;
    String name = call.name;
    if (name == null) {
      return;
    }
    call.place = told++;
    String id = call.id;
    if (id == null) {
      id = CallIds.of(answer == null ? "" : answer, call.place, name, call.held);
    }
    out.accept(new ChatEvent.ToolCallDelta(call.place, id, name, call.held));
    call.held = "";
  }
}
