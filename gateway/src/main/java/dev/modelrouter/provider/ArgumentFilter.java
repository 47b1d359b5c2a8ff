package dev.modelrouter.provider;

import org.jspecify.annotations.Nullable;

/**
 * Takes the arguments of one tool call piece by piece and keeps what belongs to them: one JSON
 * object. Servers write blanks behind it, or {@code {}} before it, which gives way to the object
 * that follows; whatever else stands behind the closing brace is dropped. What is no object passes
 * as it is. Confined to one thread.
 *
 * <p>An empty object is held back until {@link #release} or {@link #end}, since only then it is
 * known that no other follows.
 */
public final class ArgumentFilter {
  private static final String NO_ARGUMENTS = "{}";

  private enum State {
    /** Nothing but blanks so far. */
    BEGIN,
    /** Something that is no object. */
    OTHER,
    INSIDE,
    /** An empty object has ended, and is held back. */
    EMPTY,
    /** An object has ended. */
    CLOSED
  }

  private State state = State.BEGIN;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean empty;

  /** Whether the opening brace has been handed on. */
  private boolean opened;

  private String held = "";
  private boolean dropped;

  /** Arguments that came at once. */
  public static String whole(String arguments) {
    ArgumentFilter filter = new ArgumentFilter();
    return filter.next(arguments) + filter.end();
  }

  /** Whether there were any arguments. */
  public boolean isStarted() {
    return state != State.BEGIN;
  }

  /** Whether something behind the object was dropped. */
  public boolean dropped() {
    return dropped;
  }

  /** The part of this piece that can be handed on. */
  public String next(String piece) {
    if (state == State.OTHER) {
      return piece;
    }
    StringBuilder kept = null;
    int from = 0;
    int open = -1;
    opened |= state == State.INSIDE;
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      switch (state) {
        case BEGIN -> {
          if (c == '{') {
            enter();
            open = i;
          } else if (!isBlank(c)) {
            state = State.OTHER;
            return piece;
          }
        }
        case INSIDE -> {
          if (ends(c)) {
            int to = i + 1;
            if (empty) {
              state = State.EMPTY;
              to = open < 0 ? i : open;
              held = piece.substring(to, i + 1);
            } else {
              state = State.CLOSED;
            }
            kept = append(kept, piece, from, to);
            from = i + 1;
          }
        }
        case EMPTY -> {
          from = i + 1;
          if (c == '{') {
            enter();
            held = "";
            if (!opened) {
              open = i;
              from = i;
            }
          } else {
            dropped |= !isBlank(c);
          }
        }
        case CLOSED -> {
          from = i + 1;
          dropped |= !isBlank(c);
        }
        case OTHER -> throw new IllegalStateException("other text is not looked at");
      }
    }
    if (kept == null && from == 0) {
      return piece;
    }
    return append(kept, piece, from, piece.length()).toString();
  }

  private static StringBuilder append(
      @Nullable StringBuilder kept, String piece, int from, int to) {
    StringBuilder all = kept == null ? new StringBuilder() : kept;
    return all.append(piece, from, to);
  }

  private void enter() {
    state = State.INSIDE;
    depth = 1;
    empty = true;
  }

  /** Looks at a character inside the object; says whether it ends it. */
  private boolean ends(char c) {
    if (inString) {
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
      return false;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
    empty &= depth == 0 || isBlank(c);
    return depth == 0;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  /** Something else follows in the answer: the empty object that was held back, or nothing. */
  public String release() {
    return state == State.EMPTY ? end() : "";
  }

  /** Nothing follows: what was held back, or the empty object where there were no arguments. */
  public String end() {
    String rest =
        switch (state) {
          case BEGIN -> NO_ARGUMENTS;
          case EMPTY -> held;
          case OTHER, INSIDE, CLOSED -> "";
        };
    if (!rest.isEmpty()) {
      state = State.CLOSED;
    }
    return rest;
  }
}
