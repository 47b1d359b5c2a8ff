package dev.modelrouter.api;

/**
 * Brings the path of a request into the form in which routes are looked up: base URLs that end in a
 * slash give paths with two of them, and some clients put a slash at the end or encode the colon of
 * Google's method names.
 */
final class RequestPaths {
  private RequestPaths() {}

  /** The path with single slashes, none at its end, and plain colons; itself where it is so. */
  static String normalize(String path) {
    int last = path.length() - 1;
    boolean plain =
        last < 1 || (path.charAt(last) != '/' && path.indexOf("//") < 0 && path.indexOf("%3") < 0);
    return plain ? path : rewritten(path);
  }

  private static String rewritten(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/' && !out.isEmpty() && out.charAt(out.length() - 1) == '/') {
        continue;
      }
      if (c == '%' && path.regionMatches(true, i, "%3A", 0, 3)) {
        out.append(':');
        i += 2;
      } else {
        out.append(c);
      }
    }
    int length = out.length();
    if (length > 1 && out.charAt(length - 1) == '/') {
      out.setLength(length - 1);
    }
    return out.toString();
  }
}
