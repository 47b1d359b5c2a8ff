package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The short piece of a caller's own input that an error message may repeat. */
final class InputExcerpt {
  /** Most UTF-16 units of one excerpt, the ellipsis not counted. */
  static final int LONGEST = 100;

  private static final int BEFORE = 10;
  private static final int AFTER = 10;

  private InputExcerpt() {}

  /** The text itself, or its start and an ellipsis; never cuts a surrogate pair. */
  static String of(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }

  /** Some 20 bytes around an offset, cut between characters. */
  static String around(byte[] utf8, int offset) {
    int from = Math.clamp(offset - BEFORE, 0, utf8.length);
    int to = Math.clamp(offset + AFTER, from, utf8.length);
    while (from < to && isContinuation(utf8[from])) {
      from++;
    }
    while (to > from && to < utf8.length && isContinuation(utf8[to])) {
      to--;
    }
    return new String(utf8, from, to - from, UTF_8);
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
