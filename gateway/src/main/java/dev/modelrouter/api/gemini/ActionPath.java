package dev.modelrouter.api.gemini;

/**
 * The path of a call of Google's APIs, whose last segment ends in a colon and what is to be done:
 * {@code /v1beta/models/m:generateContent}. Some clients encode the colon.
 */
public final class ActionPath {
  private static final String ENCODED = "%3A";

  private ActionPath() {}

  /** The path with its last colon as itself. */
  public static String of(String path) {
    int encoded = path.lastIndexOf('%');
    return encoded > path.lastIndexOf(':')
            && path.regionMatches(true, encoded, ENCODED, 0, ENCODED.length())
        ? path.substring(0, encoded) + ':' + path.substring(encoded + ENCODED.length())
        : path;
  }
}
