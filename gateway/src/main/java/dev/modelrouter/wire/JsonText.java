package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The bytes of a JSON string and what in them must be escaped, eight bytes at a time. */
final class JsonText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long TWOS = ONES * 2;
  private static final long QUOTES_DOWN = ONES * ('"' - 1);
  private static final long BACKSLASHES = ONES * '\\';
  private static final char REPLACEMENT = '\uFFFD';
  private static final String NEXT_LINE = "\\u0085";

  private JsonText() {}

  /** Text as UTF-8; half a surrogate pair becomes U+FFFD, where the JDK would write a {@code ?}. */
  static byte[] utf8(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    boolean ascii = utf8.length == text.length() && isAscii(text, utf8);
    return ascii ? utf8 : mended(text).getBytes(UTF_8);
  }

  /** Whether as many bytes as chars are the same; half a pair became one byte, too. */
  private static boolean isAscii(String text, byte[] utf8) {
    for (byte each : utf8) {
      if (each == '?') {
        return text.equals(new String(utf8, ISO_8859_1));
      }
    }
    return true;
  }

  private static String mended(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, REPLACEMENT);
      }
    }
    return mended == null ? text : mended.toString();
  }

  /** Whether there is a line break outside of ASCII in it: U+0085, U+2028 or U+2029. */
  static boolean hasLineBreak(String text) {
    return text.indexOf('\u0085') >= 0
        || text.indexOf('\u2028') >= 0
        || text.indexOf('\u2029') >= 0;
  }

  /** The escape for the line break outside of ASCII that begins here; null if none does. */
  static @Nullable String lineBreak(byte[] utf8, int at, int to) {
    if (utf8[at] == (byte) 0xC2 && at + 1 < to && utf8[at + 1] == (byte) 0x85) {
      return NEXT_LINE;
    }
    if (utf8[at] == (byte) 0xE2 && at + 2 < to && utf8[at + 1] == (byte) 0x80) {
      return switch (utf8[at + 2]) {
        case (byte) 0xA8 -> "\\u2028";
        case (byte) 0xA9 -> "\\u2029";
        default -> null;
      };
    }
    return null;
  }

  /** How many bytes of UTF-8 the line break has that is escaped so. */
  static int lineBreakBytes(String escape) {
    return escape.equals(NEXT_LINE) ? 2 : 3;
  }

  /**
   * Where the next quote, backslash or control character stands.
   *
   * @return its index, or {@code to} when there is none
   */
  static int nextEscaped(byte[] utf8, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to) {
      long eight = (long) LONGS.get(utf8, at);
      // Below 0x21 with that bit turned: a quote and all controls, but no blank. Bytes of
      // characters
      // outside ASCII have their high bit set, and never need an escape.
      long hits =
          (((eight ^ TWOS) - QUOTES_DOWN) | ((eight ^ BACKSLASHES) - ONES)) & ~eight & HIGH_BITS;
      if (hits != 0) {
        // A byte that is hit borrows from those above it, which may then be hit falsely: the lowest
        // is true.
        return at + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < to && !isEscaped(utf8[at])) {
      at++;
    }
    return at;
  }

  /**
   * Where the next quote, backslash or control character stands, and whether all before it is
   * ASCII.
   *
   * @return its index, or {@code to} when there is none; its complement ({@code ~index}) when there
   *     may be a byte outside ASCII before it
   */
  static int nextEscapedInAscii(byte[] utf8, int from, int to) {
    int at = from;
    long seen = 0;
    while (at + Long.BYTES <= to) {
      long eight = (long) LONGS.get(utf8, at);
      seen |= eight;
      long hits =
          (((eight ^ TWOS) - QUOTES_DOWN) | ((eight ^ BACKSLASHES) - ONES)) & ~eight & HIGH_BITS;
      if (hits != 0) {
        at += Long.numberOfTrailingZeros(hits) / Byte.SIZE;
        return (seen & HIGH_BITS) == 0 ? at : ~at;
      }
      at += Long.BYTES;
    }
    while (at < to && !isEscaped(utf8[at])) {
      seen |= utf8[at++] & 0x80;
    }
    return (seen & HIGH_BITS) == 0 ? at : ~at;
  }

  /** Where the next byte outside ASCII stands, or {@code to} when there is none. */
  static int nextNonAscii(byte[] utf8, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to) {
      long high = (long) LONGS.get(utf8, at) & HIGH_BITS;
      if (high != 0) {
        return at + Long.numberOfTrailingZeros(high) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < to && utf8[at] >= 0) {
      at++;
    }
    return at;
  }

  private static boolean isEscaped(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }
}
