package dev.modelrouter.api;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of an answer that are not written yet, in the order in which they began. Finding one
 * takes the same time however many there are.
 */
public final class PartialToolCalls {
  private final LinkedHashMap<Integer, PartialToolCall> calls = new LinkedHashMap<>(2);
  private int withArguments;

  /** Whether there is none. */
  public boolean isEmpty() {
    return calls.isEmpty();
  }

  /** The call with this place in the answer, or null. */
  public @Nullable PartialToolCall find(int index) {
    return calls.get(index);
  }

  /** Appends a call that has no arguments yet. */
  public void add(PartialToolCall call) {
    calls.put(call.index, call);
  }

  /** Appends a piece to the arguments of a call that is here. */
  public void append(PartialToolCall call, String piece) {
    boolean before = call.hasArguments();
    call.add(piece);
    if (!before && call.hasArguments()) {
      withArguments++;
    }
  }

  /** Whether any has arguments. */
  public boolean anyHasArguments() {
    return withArguments > 0;
  }

  /** The first one; there must be one. */
  public PartialToolCall first() {
    return calls.firstEntry().getValue();
  }

  /** Takes the first one out; there must be one. */
  public PartialToolCall removeFirst() {
    PartialToolCall first = calls.pollFirstEntry().getValue();
    if (first.hasArguments()) {
      withArguments--;
    }
    return first;
  }
}
