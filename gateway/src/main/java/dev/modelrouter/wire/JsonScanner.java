package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Walks over one JSON document (RFC 8259) in a byte array and reads only what it is asked for;
 * everything else is skipped without an allocation. Made for the events of a stream, of which a
 * gateway needs two or three fields each. Reusable; confined to one thread.
 *
 * <p>Use: {@link #reset}, then {@link #beginObject} and, for each {@link #nextField}, exactly one
 * of the reading methods or {@link #skip}; at the end {@link #finish}, which fails on whatever
 * follows. All methods throw {@link MalformedJsonException} where the bytes are not JSON.
 *
 * <p>A scanner of the public constructor is lenient in three points that do not matter to a reader
 * of providers' answers: numbers are only checked for their characters, escapes only where they are
 * read, and invalid UTF-8 becomes U+FFFD. A {@link #strict} one refuses them, for what a caller
 * sends and a provider gets: two readers of malformed bytes may understand them in two ways.
 */
public final class JsonScanner {
  private static final int MAX_DEPTH = 500;
  private static final int HEX_DIGITS = 4;

  private final boolean strict;
  private byte[] in = new byte[0];
  private int pos;
  private int end;
  private int depth;
  private int nameFrom;
  private int nameTo;

  /** A lenient scanner. */
  public JsonScanner() {
    this(false);
  }

  private JsonScanner(boolean strict) {
    this.strict = strict;
  }

  /**
   * A scanner that takes nothing but JSON in UTF-8 (RFC 8259, sections 6, 7 and 8.1) in all that it
   * reads or skips, and tells the offset of what is wrong. A lone half of a surrogate pair written
   * as an escape is valid there.
   */
  public static JsonScanner strict() {
    return new JsonScanner(true);
  }

  /** Begins with the document in these bytes. */
  public void reset(byte[] bytes, int from, int to) {
    in = bytes;
    pos = from;
    end = to;
    depth = 0;
  }

  /** Enters an object if the next value is one; says whether it was. */
  public boolean beginObject() {
    return begin('{');
  }

  /** Enters an array if the next value is one; says whether it was. */
  public boolean beginArray() {
    return begin('[');
  }

  /**
   * Moves to the next field of the object, or leaves it.
   *
   * @param first whether this is the first call since {@link #beginObject}
   * @return false when the object has ended
   */
  public boolean nextField(boolean first) {
    int next = peek();
    if (next == '}') {
      return leave();
    }
    if (!first) {
      expect(',');
    }
    if (peek() != '"') {
      throw malformed("a field name is missing");
    }
    nameFrom = pos + 1;
    skipString();
    nameTo = pos - 1;
    peek();
    expect(':');
    return true;
  }

  /**
   * Moves to the next element of the array, or leaves it.
   *
   * @param first whether this is the first call since {@link #beginArray}
   * @return false when the array has ended
   */
  public boolean nextElement(boolean first) {
    int next = peek();
    if (next == ']') {
      return leave();
    }
    if (!first) {
      expect(',');
    }
    return true;
  }

  /** Whether the current field's name is exactly these bytes. Names with escapes never match. */
  public boolean nameIs(byte[] ascii) {
    return Arrays.equals(in, nameFrom, nameTo, ascii, 0, ascii.length);
  }

  /** Offset of the first byte of the current field's name, behind its quote. */
  public int nameFrom() {
    return nameFrom;
  }

  /** Offset behind the last byte of the current field's name. */
  public int nameTo() {
    return nameTo;
  }

  /** The current field's name as it stands, escapes not undone. */
  public String name() {
    return new String(in, nameFrom, nameTo - nameFrom, UTF_8);
  }

  /** The current field's name with its escapes undone. */
  public String decodedName() {
    return unescape(nameFrom, nameTo);
  }

  /** Whether the current field's name is written with escapes, so that {@link #nameIs} is blind. */
  public boolean nameHasEscapes() {
    for (int i = nameFrom; i < nameTo; i++) {
      if (in[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Whether the next value is a string. */
  public boolean isString() {
    return peek() == '"';
  }

  /** Whether the next value is an object or an array. */
  public boolean isContainer() {
    int next = peek();
    return next == '{' || next == '[';
  }

  /** Whether the next value is a number. */
  public boolean isNumber() {
    int next = peek();
    return next == '-' || (next >= '0' && next <= '9');
  }

  /** Whether the next value is {@code null}. */
  public boolean isNull() {
    return peek() == 'n';
  }

  /** Whether the next value is {@code false}. */
  public boolean isFalse() {
    return peek() == 'f';
  }

  /** Whether the next value is {@code true}. */
  public boolean isTrue() {
    return peek() == 't';
  }

  /** Where the next value begins, or, after one, where it ended. */
  public int position() {
    return pos;
  }

  /** Reads a string. Lone surrogates are kept: two halves may come in two documents. */
  public String string() {
    if (peek() != '"') {
      throw malformed("a string was expected");
    }
    byte[] bytes = in;
    int from = pos + 1;
    if (strict) {
      JsonStringSyntax.end(bytes, from, end);
    }
    int at = JsonText.nextEscaped(bytes, from, end);
    boolean escaped = false;
    while (at < end && bytes[at] != '"') {
      if (bytes[at] != '\\') {
        throw malformed("a control character in a string");
      }
      escaped = true;
      at = JsonText.nextEscaped(bytes, Math.min(at + 2, end), end);
    }
    if (at >= end) {
      throw malformed("a string does not end");
    }
    pos = at + 1;
    if (escaped) {
      return unescape(from, at);
    }
    return new String(bytes, from, at - from, UTF_8);
  }

  /** Reads a number as a whole one; a fraction is cut off. Anything else is skipped and gives 0. */
  public long wholeNumber() {
    if (!isNumber()) {
      skip();
      return 0;
    }
    int from = pos;
    skipNumber();
    boolean negative = in[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < pos; i++) {
      int digit = in[i] - '0';
      if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 10 - 1) {
        return oddNumber(from);
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private long oddNumber(int from) {
    try {
      return (long) Double.parseDouble(new String(in, from, pos - from, ISO_8859_1));
    } catch (NumberFormatException e) {
      throw malformed("a number cannot be read");
    }
  }

  /** Goes over the next value, whatever it is. */
  public void skip() {
    switch (peek()) {
      case '"' -> skipString();
      case '{' -> {
        begin('{');
        for (boolean first = true; nextField(first); first = false) {
          skip();
        }
      }
      case '[' -> {
        begin('[');
        for (boolean first = true; nextElement(first); first = false) {
          skip();
        }
      }
      case 't' -> skipWord("true");
      case 'f' -> skipWord("false");
      case 'n' -> skipWord("null");
      default -> skipNumber();
    }
  }

  /** Checks that nothing but white space follows. */
  public void finish() {
    if (depth != 0 || peek() != -1) {
      throw malformed("something follows the document");
    }
  }

  private int peek() {
    while (pos < end) {
      byte b = in[pos];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      pos++;
    }
    return -1;
  }

  private boolean begin(char bracket) {
    if (peek() != bracket) {
      return false;
    }
    pos++;
    if (++depth > MAX_DEPTH) {
      throw malformed("nested too deeply");
    }
    return true;
  }

  private boolean leave() {
    pos++;
    depth--;
    return false;
  }

  private void expect(char character) {
    if (pos >= end || in[pos] != character) {
      throw malformed("'" + character + "' is missing");
    }
    pos++;
  }

  private void skipString() {
    byte[] bytes = in;
    if (strict) {
      pos = JsonStringSyntax.end(bytes, pos + 1, end);
      return;
    }
    int at = JsonText.nextEscaped(bytes, pos + 1, end);
    while (at < end) {
      byte b = bytes[at++];
      if (b == '"') {
        pos = at;
        return;
      }
      if (b != '\\') {
        throw malformed("a control character in a string");
      }
      at = JsonText.nextEscaped(bytes, Math.min(at + 1, end), end);
    }
    throw malformed("a string does not end");
  }

  private void skipNumber() {
    int from = pos;
    if (strict) {
      strictNumber();
      return;
    }
    while (pos < end && isNumberPart(in[pos])) {
      pos++;
    }
    if (pos == from) {
      throw malformed("a value is missing");
    }
  }

  /** Goes over a number by the grammar of RFC 8259, section 6. */
  private void strictNumber() {
    if (!isNumber()) {
      throw malformed("a value is missing");
    }
    if (in[pos] == '-') {
      pos++;
    }
    if (pos < end && in[pos] == '0') {
      pos++;
    } else {
      digits();
    }
    if (pos < end && in[pos] == '.') {
      pos++;
      digits();
    }
    if (pos < end && (in[pos] == 'e' || in[pos] == 'E')) {
      pos++;
      if (pos < end && (in[pos] == '+' || in[pos] == '-')) {
        pos++;
      }
      digits();
    }
    if (pos < end && isNumberPart(in[pos])) {
      throw malformed("a number is malformed");
    }
  }

  private void digits() {
    int from = pos;
    while (pos < end && in[pos] >= '0' && in[pos] <= '9') {
      pos++;
    }
    if (pos == from) {
      throw malformed("a number is malformed");
    }
  }

  private static boolean isNumberPart(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  private void skipWord(String word) {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
  }

  private String unescape(int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int plain = at;
      while (at < to && in[at] != '\\') {
        at++;
      }
      if (at > plain) {
        out.append(new String(in, plain, at - plain, UTF_8));
      }
      if (at < to) {
        at = escape(at + 1, to, out);
      }
    }
    return out.toString();
  }

  /** Reads one escape after its backslash; returns where the next character begins. */
  private int escape(int at, int to, StringBuilder out) {
    switch (in[at]) {
      case '"' -> out.append('"');
      case '\\' -> out.append('\\');
      case '/' -> out.append('/');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        if (at + HEX_DIGITS >= to) {
          throw malformed("an escape is cut");
        }
        int unit = 0;
        for (int i = 1; i <= HEX_DIGITS; i++) {
          int digit = Character.digit(in[at + i], 16);
          if (digit < 0) {
            throw malformed("an escape is wrong");
          }
          unit = unit << 4 | digit;
        }
        out.append((char) unit);
        return at + HEX_DIGITS + 1;
      }
      default -> throw malformed("an escape is wrong");
    }
    return at + 1;
  }

  private MalformedJsonException malformed(String what) {
    return strict ? MalformedJsonException.at(pos, what) : new MalformedJsonException(what);
  }
}
