package dev.modelrouter.wire;

/**
 * Takes the white space between the tokens out of a JSON document, and writes each character of its
 * strings as itself where JSON lets it: {@code sch\}{@code u00f6n} becomes {@code schön}. A model
 * that reads the document as text then sees the words, in far fewer tokens.
 */
public final class ReadableJson {
  private static final int ESCAPE_LENGTH = 6;
  private static final int HEX = 16;

  private ReadableJson() {}

  /** The document, which must be valid. */
  public static String of(String json) {
    String compact = CompactJson.of(json);
    return compact.contains("\\u") ? decode(compact) : compact;
  }

  private static String decode(String json) {
    StringBuilder out = new StringBuilder(json.length());
    int length = json.length();
    for (int i = 0; i < length; i++) {
      char c = json.charAt(i);
      if (c != '\\' || i + 1 == length) {
        out.append(c);
      } else if (json.charAt(i + 1) != 'u') {
        out.append(c).append(json.charAt(++i));
      } else {
        i = escape(json, i, out);
      }
    }
    return out.toString();
  }

  /** Appends what an escape stands for, or the escape where it must stay one. */
  private static int escape(String json, int at, StringBuilder out) {
    int end = at + ESCAPE_LENGTH;
    char c = unit(json, at);
    if (Character.isHighSurrogate(c) && json.startsWith("\\u", end)) {
      char low = unit(json, end);
      if (Character.isLowSurrogate(low)) {
        out.append(c).append(low);
        return end + ESCAPE_LENGTH - 1;
      }
    }
    if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
      out.append(json, at, end);
    } else {
      out.append(c);
    }
    return end - 1;
  }

  private static char unit(String json, int at) {
    return (char) Integer.parseInt(json, at + 2, at + ESCAPE_LENGTH, HEX);
  }
}
