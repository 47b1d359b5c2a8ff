package dev.modelrouter.api;

import org.jspecify.annotations.Nullable;

/** Names requests: unique over all nodes without asking anybody. Confined to one event loop. */
final class RequestIds {
  private static final int LONGEST = 128;

  private final String prefix;
  private long last;

  /**
   * A source of names.
   *
   * @param seed random; different for every event loop of every node
   */
  RequestIds(long seed) {
    this.prefix = "req_" + Long.toHexString(seed) + "_";
  }

  /** The next name. */
  String next() {
    return prefix + Long.toString(++last, Character.MAX_RADIX);
  }

  /** Whether a caller's own id may be used: 1 to 128 visible ASCII characters. */
  static boolean sane(@Nullable String id) {
    if (id == null || id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
