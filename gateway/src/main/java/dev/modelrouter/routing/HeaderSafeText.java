package dev.modelrouter.routing;

/** Names as they may stand in a header, whoever chose them. */
public final class HeaderSafeText {
  private HeaderSafeText() {}

  /** The same, with a question mark for each character that is no visible ASCII or a blank. */
  public static String visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!visible(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder visible = new StringBuilder(text);
    for (int i = 0; i < visible.length(); i++) {
      if (!visible(visible.charAt(i))) {
        visible.setCharAt(i, '?');
      }
    }
    return visible.toString();
  }

  private static boolean visible(char c) {
    return c >= ' ' && c <= '~';
  }
}
