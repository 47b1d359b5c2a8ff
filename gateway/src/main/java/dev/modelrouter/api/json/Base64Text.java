package dev.modelrouter.api.json;

import org.jspecify.annotations.Nullable;

/**
 * Base64 as callers write it, made plain: RFC 4648, section 4. Line breaks go, the alphabet for
 * URLs becomes the usual one, missing padding is put in.
 */
public final class Base64Text {
  private static final int GROUP = 4;

  private Base64Text() {}

  /** The plain form, or null if it is not base64. */
  static @Nullable String plain(String text, int from) {
    int padding = text.length();
    while (padding > from && text.charAt(padding - 1) == '=') {
      padding--;
    }
    boolean plain = (text.length() - from) % GROUP == 0 && text.length() - padding <= 2;
    for (int i = from; plain && i < padding; i++) {
      plain = isPlain(text.charAt(i));
    }
    return plain ? text.substring(from) : mend(text, from);
  }

  private static @Nullable String mend(String text, int from) {
    StringBuilder out = new StringBuilder(text.length() - from + GROUP);
    boolean ended = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == ' ' || c == '\t') {
        continue;
      }
      if (c == '=') {
        ended = true;
        continue;
      }
      char usual = c == '-' ? '+' : c == '_' ? '/' : c;
      if (ended || !isPlain(usual)) {
        return null;
      }
      out.append(usual);
    }
    int rest = out.length() % GROUP;
    if (rest == 1) {
      return null;
    }
    return out.append("=".repeat(rest == 0 ? 0 : GROUP - rest)).toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
