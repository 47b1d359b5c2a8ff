package dev.modelrouter.fake;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Just enough JSON to know what a request asks for and to write strings into an answer. It finds
 * the fields of one object and checks nothing inside nested values but their brackets.
 */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The text as a JSON string, with its quotes. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // A lone surrogate, as from a token cut inside a character, has no UTF-8 form.
          if (c < 0x20 || isLone(text, i)) {
            out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private static boolean isLone(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /**
   * The fields of a JSON object, each value as it is written.
   *
   * @throws IllegalArgumentException if the text is no object
   */
  static Map<String, String> fields(String object) {
    return new Json(object).object();
  }

  private Map<String, String> object() {
    Map<String, String> fields = new LinkedHashMap<>();
    expect('{');
    while (peek() != '}') {
      if (!fields.isEmpty()) {
        expect(',');
      }
      if (peek() != '"') {
        throw wrong();
      }
      String name = value();
      expect(':');
      fields.put(name.substring(1, name.length() - 1), value());
    }
    at++;
    if (peek() != 0) {
      throw wrong();
    }
    return fields;
  }

  private String value() {
    char first = peek();
    int start = at;
    if (first == '"') {
      skipString();
    } else if (first == '{' || first == '[') {
      skipNested();
    } else {
      while (at < text.length() && ",}] \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
    }
    if (at == start) {
      throw wrong();
    }
    return text.substring(start, at);
  }

  private void skipNested() {
    int depth = 0;
    do {
      if (at >= text.length()) {
        throw wrong();
      }
      char c = text.charAt(at);
      if (c == '"') {
        skipString();
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        at++;
      }
    } while (depth > 0);
  }

  private void skipString() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    if (at > text.length()) {
      throw wrong();
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong();
    }
    at++;
  }

  /** The next character that is no white space; 0 at the end. */
  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("not a JSON object, at character " + at);
  }
}
