package dev.modelrouter.wire;

/**
 * Checks one JSON string: its escapes and control characters (RFC 8259, section 7), and that it is
 * UTF-8 (RFC 3629, section 4). Text in ASCII is looked at eight bytes at a time; UTF-8 is only
 * decoded where there is a byte outside ASCII.
 */
final class JsonStringSyntax {
  private static final int HEX_DIGITS = 4;
  private static final int SURROGATES = 0xED;

  private JsonStringSyntax() {}

  /**
   * Where a string ends.
   *
   * @param from index behind its opening quote
   * @param to end of the document
   * @return the index behind its closing quote
   * @throws MalformedJsonException naming the offset of the first byte that is wrong
   */
  static int end(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      int begin = at;
      at = JsonText.nextEscapedInAscii(bytes, begin, to);
      if (at < 0) {
        at = ~at;
        requireUtf8(bytes, begin, at);
      }
      if (at >= to) {
        throw MalformedJsonException.at(from - 1, "a string does not end");
      }
      switch (bytes[at]) {
        case '"' -> {
          return at + 1;
        }
        case '\\' -> at = escapeEnd(bytes, at, to);
        default -> throw MalformedJsonException.at(at, "a control character in a string");
      }
    }
  }

  private static int escapeEnd(byte[] bytes, int backslash, int to) {
    int at = backslash + 1;
    if (at < to) {
      switch (bytes[at]) {
        case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
          return at + 1;
        }
        case 'u' -> {
          if (isHex(bytes, at + 1, to)) {
            return at + 1 + HEX_DIGITS;
          }
        }
        default -> {}
      }
    }
    throw MalformedJsonException.at(backslash, "an escape is wrong");
  }

  private static boolean isHex(byte[] bytes, int from, int to) {
    if (to - from < HEX_DIGITS) {
      return false;
    }
    for (int i = from; i < from + HEX_DIGITS; i++) {
      if (bytes[i] < 0 || Character.digit(bytes[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireUtf8(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      byte lead = bytes[at];
      if (lead >= 0) {
        at = JsonText.nextNonAscii(bytes, at + 1, to);
      } else if (isCommonThreeBytes(bytes, at, to)) {
        at += 3;
      } else {
        int length = characterLength(bytes, at, to);
        if (length == 0) {
          throw MalformedJsonException.at(at, "invalid UTF-8 in a string");
        }
        at += length;
      }
    }
  }

  /** Whether a character of three bytes begins here whose second byte may be any of 64. */
  private static boolean isCommonThreeBytes(byte[] bytes, int at, int to) {
    byte lead = bytes[at];
    return (lead & 0xF0) == 0xE0
        && at + 2 < to
        && (((bytes[at + 1] ^ 0x80) | (bytes[at + 2] ^ 0x80)) & 0xC0) == 0
        && lead != (byte) 0xE0
        && lead != (byte) SURROGATES;
  }

  /** How many bytes the character outside ASCII has that begins here; 0 if it is malformed. */
  private static int characterLength(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || to - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int max = lead == SURROGATES ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    boolean valid = second >= min && second <= max;
    for (int i = at + 2; i < at + length; i++) {
      valid &= (bytes[i] & 0xC0) == 0x80;
    }
    return valid ? length : 0;
  }
}
