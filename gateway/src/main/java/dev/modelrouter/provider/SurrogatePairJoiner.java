package dev.modelrouter.provider;

/**
 * Mends text that was cut inside a character: some providers send the two halves of a surrogate
 * pair in two events, and each alone would become U+FFFD. Confined to one thread.
 */
public final class SurrogatePairJoiner {
  private char highSurrogate;

  /** The piece with what was held back before it, without a first half at its end. */
  public String next(String piece) {
    if (piece.isEmpty()) {
      return piece;
    }
    boolean holdLast = Character.isHighSurrogate(piece.charAt(piece.length() - 1));
    if (highSurrogate == 0 && !holdLast) {
      return piece;
    }
    StringBuilder text = new StringBuilder(piece.length() + 1);
    if (highSurrogate != 0) {
      text.append(highSurrogate);
      highSurrogate = 0;
    }
    text.append(piece);
    if (holdLast) {
      highSurrogate = text.charAt(text.length() - 1);
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }
}
