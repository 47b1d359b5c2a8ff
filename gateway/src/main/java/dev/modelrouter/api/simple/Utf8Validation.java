package dev.modelrouter.api.simple;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What one look over the bytes of a body tells before they are parsed. The JSON parser is lenient
 * about UTF-8 (overlong forms, encoded surrogates), so strictness is here; and text can hold a NUL
 * or half a surrogate pair only by way of a {@code \\u} escape, so bodies without one need no look
 * at their decoded strings.
 *
 * @param malformedAt offset of the first byte that is not UTF-8 (Unicode 16, table 3-7), or -1
 * @param unicodeEscapes whether a backslash followed by {@code u} occurs before that
 */
record Utf8Validation(int malformedAt, boolean unicodeEscapes) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long BACKSLASHES = ONES * '\\';

  /** Looks at all bytes. */
  static Utf8Validation of(byte[] bytes) {
    boolean escapes = false;
    int end = bytes.length;
    int i = 0;
    while (i < end) {
      if (i + Long.BYTES <= end && isPlain((long) LONGS.get(bytes, i))) {
        i += Long.BYTES;
        continue;
      }
      byte b = bytes[i];
      if (b >= 0) {
        escapes |= b == '\\' && i + 1 < end && bytes[i + 1] == 'u';
        i++;
        continue;
      }
      int length = sequence(bytes, i);
      if (length == 0) {
        return new Utf8Validation(i, escapes);
      }
      i += length;
    }
    return new Utf8Validation(-1, escapes);
  }

  /** Eight ASCII characters, none of them a backslash. */
  private static boolean isPlain(long word) {
    long x = word ^ BACKSLASHES;
    long zeroBytes = (x - ONES) & ~x;
    return ((word | zeroBytes) & HIGH_BITS) == 0;
  }

  /** Bytes of the well-formed sequence that starts here with a lead byte; 0 when it is not one. */
  private static int sequence(byte[] bytes, int at) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > bytes.length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
