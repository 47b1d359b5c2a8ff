package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Takes the white space between the tokens out of a JSON document; nothing else changes. */
public final class CompactJson {
  private CompactJson() {}

  /** The document that lies in these bytes, which must be valid. */
  public static String of(byte[] utf8, int from, int to) {
    byte[] out = new byte[to - from];
    int size = 0;
    boolean inString = false;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (inString) {
        out[size++] = b;
        if (b == '\\' && i + 1 < to) {
          out[size++] = utf8[++i];
        }
        inString = b != '"';
      } else if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        out[size++] = b;
        inString = b == '"';
      }
    }
    return new String(out, 0, size, UTF_8);
  }

  /** A valid document given as text. */
  public static String of(String json) {
    byte[] utf8 = JsonText.utf8(json);
    return of(utf8, 0, utf8.length);
  }
}
