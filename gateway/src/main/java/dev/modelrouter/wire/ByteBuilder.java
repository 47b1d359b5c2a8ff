package dev.modelrouter.wire;

import java.util.Arrays;

/**
 * A growable run of bytes that is filled, taken and filled again. Confined to one thread. After a
 * take it keeps its array for the next round unless that had grown above 64 KiB, so an idle stream
 * holds little. Half a surrogate pair is written as U+FFFD.
 */
public final class ByteBuilder {
  private static final int KEPT = 64 * 1024;
  private static final byte[] NOTHING = {};
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final int initial;
  private byte[] bytes;
  private int size;

  /**
   * An empty run.
   *
   * @param initial bytes of room to start with, at least 1
   */
  public ByteBuilder(int initial) {
    this.initial = initial;
    this.bytes = new byte[initial];
  }

  /** Bytes written since the last take. */
  public int size() {
    return size;
  }

  /** Hands out what was written, and starts again empty. */
  public byte[] take() {
    if (size == bytes.length) {
      // Whoever knew the size beforehand pays for no copy.
      byte[] all = bytes;
      bytes = NOTHING;
      size = 0;
      return all;
    }
    byte[] taken = Arrays.copyOf(bytes, size);
    size = 0;
    if (bytes.length > KEPT) {
      // Mostly this was the last take: room is made when there is something to hold.
      bytes = NOTHING;
    }
    return taken;
  }

  /**
   * Appends all of an array, which nobody changes from here on: where nothing was written before it
   * is taken as it is, and handed out again if nothing follows.
   */
  public ByteBuilder adopt(byte[] own) {
    if (size > 0) {
      return append(own);
    }
    bytes = own;
    size = own.length;
    return this;
  }

  /** Appends one byte. */
  public ByteBuilder append(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  /** Appends bytes as they are. */
  public ByteBuilder append(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** Appends a part of some bytes, from the first offset to before the second. */
  public ByteBuilder append(byte[] more, int from, int to) {
    reserve(to - from);
    System.arraycopy(more, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  /** Appends text as UTF-8. */
  public ByteBuilder append(String text) {
    return append(text, 0, text.length());
  }

  /** Appends a part of a text as UTF-8, from the first index to before the second. */
  public ByteBuilder append(String text, int from, int to) {
    reserve(to - from);
    byte[] out = bytes;
    int n = size;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        out[n++] = (byte) c;
      } else {
        size = n;
        i += appendWide(text, i, to) - 1;
        reserve(to - i);
        out = bytes;
        n = size;
      }
    }
    size = n;
    return this;
  }

  /**
   * Appends text as a JSON string, quotes included (RFC 8259, section 7). Everything that any
   * client takes for a line break is escaped too: U+0085, U+2028 and U+2029 are plain letters in
   * JSON, but Python's {@code splitlines} and others end a line there.
   */
  public ByteBuilder appendJson(String text) {
    byte[] utf8 = JsonText.utf8(text);
    reserve(utf8.length + 2);
    bytes[size++] = '"';
    if (utf8.length != text.length() && JsonText.hasLineBreak(text)) {
      appendLines(utf8);
    } else {
      appendEscaped(utf8, 0, utf8.length);
    }
    reserve(1);
    bytes[size++] = '"';
    return this;
  }

  /** Appends the inside of a string in which there are line breaks that JSON does not know. */
  private void appendLines(byte[] utf8) {
    int from = 0;
    for (int at = 0; at < utf8.length; at++) {
      String escape = JsonText.lineBreak(utf8, at, utf8.length);
      if (escape != null) {
        appendEscaped(utf8, from, at);
        append(escape);
        at += JsonText.lineBreakBytes(escape) - 1;
        from = at + 1;
      }
    }
    appendEscaped(utf8, from, utf8.length);
  }

  private void appendEscaped(byte[] utf8, int start, int end) {
    int from = start;
    while (from < end) {
      int to = JsonText.nextEscaped(utf8, from, end);
      reserve(to - from + 1);
      System.arraycopy(utf8, from, bytes, size, to - from);
      size += to - from;
      from = to;
      if (to < end) {
        appendEscape((char) utf8[to]);
        from++;
      }
    }
  }

  private void appendEscape(char c) {
    reserve(6);
    bytes[size++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[size++] = (byte) c;
      case '\n' -> bytes[size++] = 'n';
      case '\r' -> bytes[size++] = 'r';
      case '\t' -> bytes[size++] = 't';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xF];
      }
    }
  }

  /** Appends one character outside ASCII and says how many UTF-16 units it took. */
  private int appendWide(String text, int at, int to) {
    reserve(4);
    char c = text.charAt(at);
    if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | c >> 6);
      bytes[size++] = continuation(c);
      return 1;
    }
    if (Character.isHighSurrogate(c) && at + 1 < to) {
      char low = text.charAt(at + 1);
      if (Character.isLowSurrogate(low)) {
        int point = Character.toCodePoint(c, low);
        bytes[size++] = (byte) (0xF0 | point >> 18);
        bytes[size++] = continuation(point >> 12);
        bytes[size++] = continuation(point >> 6);
        bytes[size++] = continuation(point);
        return 2;
      }
    }
    int point = Character.isSurrogate(c) ? 0xFFFD : c;
    bytes[size++] = (byte) (0xE0 | point >> 12);
    bytes[size++] = continuation(point >> 6);
    bytes[size++] = continuation(point);
    return 1;
  }

  private static byte continuation(int lowSixBits) {
    return (byte) (0x80 | (lowSixBits & 0x3F));
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      int room = Math.max(initial, bytes.length + (bytes.length >> 1));
      bytes = Arrays.copyOf(bytes, Math.max(needed, room));
    }
  }
}
