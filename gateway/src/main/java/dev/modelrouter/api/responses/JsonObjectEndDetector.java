package dev.modelrouter.api.responses;

/** Watches the pieces of a JSON object for its end. What does not begin as an object has none. */
final class JsonObjectEndDetector {
  private int depth;
  private boolean started;
  private boolean broken;
  private boolean inString;
  private boolean escaped;

  /** Whether the object's last brace has come. */
  boolean reached() {
    return started && depth == 0 && !broken;
  }

  /** Looks at the next piece. */
  void feed(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (inString) {
        inString = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c > ' ') {
        outside(c);
      }
    }
  }

  private void outside(char c) {
    // Anything before the object or after it makes it something else.
    broken |= started ? depth == 0 : c != '{';
    started = true;
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
  }
}
