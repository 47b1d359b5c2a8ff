package dev.modelrouter.telemetry;

import java.util.HexFormat;

/**
 * Text inside JSON strings (RFC 8259). Beyond what JSON demands, DEL, the C1 controls and the two
 * Unicode line separators are escaped, so that a line stays one line and cannot steer a terminal.
 */
final class JsonStringEscaper {
  private static final HexFormat HEX = HexFormat.of();

  private JsonStringEscaper() {}

  /** Appends a text, without quotes around it. */
  static void append(StringBuilder out, String text) {
    int done = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        continue;
      }
      out.append(text, done, i);
      done = i + 1;
      appendEscaped(out, c);
    }
    if (done == 0) {
      out.append(text);
    } else {
      out.append(text, done, length);
    }
  }

  private static boolean isPlain(char c) {
    if (c < 0x7f) {
      return c >= ' ' && c != '"' && c != '\\';
    }
    return c > 0x9f && c != '\u2028' && c != '\u2029';
  }

  private static void appendEscaped(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u").append(HEX.toHexDigits(c));
    }
  }
}
