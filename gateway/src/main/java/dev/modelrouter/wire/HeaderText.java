package dev.modelrouter.wire;

import org.jspecify.annotations.Nullable;

/**
 * What may stand in the name and in the value of an HTTP header (RFC 9110, 5.1 and 5.5). HTTP/2
 * does not check it, so that a value could hold the end of its line.
 */
public final class HeaderText {
  private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

  private HeaderText() {}

  /** Whether it is a token: one or more letters, digits and some symbols of ASCII. */
  public static boolean isName(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c | ' ') >= 'a' && (c | ' ') <= 'z' && c < 128;
      if (!letter && !(c >= '0' && c <= '9') && SYMBOLS.indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Whether it holds no control character but tabs, and nothing that does not fit in a byte. */
  public static boolean isValue(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a target of a request: visible, and without a blank. */
  public static boolean isTarget(CharSequence target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 127) {
        return false;
      }
    }
    return true;
  }

  /** The value, or null where there is none or it is none that may be passed on. */
  public static @Nullable String valueOrNull(@Nullable String value) {
    return value != null && isValue(value) ? value : null;
  }
}
