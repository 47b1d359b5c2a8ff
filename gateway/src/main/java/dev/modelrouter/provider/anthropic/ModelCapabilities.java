package dev.modelrouter.provider.anthropic;

import java.util.Locale;

/**
 * What a model takes, judged by the version in its name: {@code claude-3-5-haiku-…} is 3.5, {@code
 * claude-opus-4-1-20250805} 4.1, {@code claude-sonnet-5} 5.0. A Claude without a version counts as
 * the newest. A model of somebody else who speaks this dialect takes what all Claudes once took.
 *
 * @param claude whether it is one of Anthropic's
 * @param version hundred times the major version and the minor
 */
record ModelCapabilities(boolean claude, int version) {
  private static final String CLAUDE = "claude";
  private static final int LONGEST_VERSION = 2;
  private static final int NEWEST = Integer.MAX_VALUE;

  /** The traits of the model with this name. */
  static ModelCapabilities of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    int at = name.indexOf(CLAUDE);
    if (at < 0) {
      return new ModelCapabilities(false, 0);
    }
    int end = name.length();
    for (int i = at + CLAUDE.length(); i < end; ) {
      int to = word(name, i);
      if (isVersion(name, i, to)) {
        int next = Math.min(to + 1, end);
        int nextTo = word(name, next);
        int minor = isVersion(name, next, nextTo) ? number(name, next, nextTo) : 0;
        return new ModelCapabilities(true, number(name, i, to) * 100 + minor);
      }
      i = to + 1;
    }
    return new ModelCapabilities(true, NEWEST);
  }

  private static int word(String name, int from) {
    int to = from;
    while (to < name.length() && "-._:@/".indexOf(name.charAt(to)) < 0) {
      to++;
    }
    return to;
  }

  private static boolean isVersion(String name, int from, int to) {
    boolean version = to > from && to - from <= LONGEST_VERSION;
    for (int i = from; i < to; i++) {
      version &= name.charAt(i) >= '0' && name.charAt(i) <= '9';
    }
    return version;
  }

  private static int number(String name, int from, int to) {
    return Integer.parseInt(name, from, to, 10);
  }

  /** Whether temperature and the like can be set. */
  boolean takesSampling() {
    return !claude || version < 407;
  }

  /** Whether temperature and {@code top_p} can be set together. */
  boolean takesBoth() {
    return !claude || version < 400;
  }

  /** Whether thinking can be given a number of tokens. */
  boolean takesBudget() {
    return !claude || version < 407;
  }

  /** Whether it judges by itself how long to think, given a level. */
  boolean takesLevel() {
    return claude && version >= 406;
  }

  /** Whether it knows the levels above high. */
  boolean takesHighestLevels() {
    return claude && version >= 407;
  }

  /** Whether it may think although nobody said so, and cannot be told not to. */
  boolean reasonsByDefault() {
    return claude && version >= 500;
  }

  /** Whether a tool's arguments can be held to its schema. */
  boolean takesStrictTools() {
    return claude && version >= 405;
  }

  /** Most tokens of an answer where the caller sets no limit, which this dialect demands. */
  int usualTokens() {
    if (!claude || version < 305) {
      return 4_096;
    }
    return version < 405 ? 8_192 : 32_000;
  }
}
