package dev.modelrouter.api;

import org.jspecify.annotations.Nullable;

/**
 * A call whose arguments come in pieces. It is whole when the bracket that opened their object is
 * closed: nothing can follow then. What is no object is whole only at the end of the answer.
 */
public final class PartialToolCall {
  /** Its place among the calls of the answer. */
  public final int index;

  /** Names it in the conversation, possibly empty. */
  public final String id;

  /** The tool, possibly empty. */
  public final String name;

  /** The signature on it, or null. */
  public final @Nullable String signature;

  private final StringBuilder arguments = new StringBuilder();
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean started;
  private boolean complete;

  /** A call without arguments yet. */
  public PartialToolCall(int index, String id, String name, @Nullable String signature) {
    this.index = index;
    this.id = id;
    this.name = name;
    this.signature = signature;
  }

  /** Whether nothing of its arguments can follow. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether there are arguments so far, blanks apart. */
  boolean hasArguments() {
    return started;
  }

  /** The arguments so far. */
  public String arguments() {
    return arguments.toString();
  }

  /** The next piece of its arguments. */
  public void add(String piece) {
    arguments.append(piece);
    for (int i = 0; i < piece.length() && !complete; i++) {
      look(piece.charAt(i));
    }
  }

  private void look(char c) {
    if (inString) {
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
      return;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
    if (!started && !Character.isWhitespace(c)) {
      started = true;
      // Anything else than an object never ends by itself.
      depth = c == '{' ? depth : Integer.MAX_VALUE / 2;
    }
    complete = started && depth == 0;
  }
}
