package dev.modelrouter.provider.chaos;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast the rehearsing provider speaks; in milliseconds, drawn anew each time.
 *
 * @param minFirst least time to the first word
 * @param maxFirst most
 * @param minBetween least time between two words
 * @param maxBetween most
 */
public record ChaosLatency(int minFirst, int maxFirst, int minBetween, int maxBetween) {
  /** A model in a good hour. */
  public static final String DEFAULT = "200-600/10-30";

  /** How it is written, for people. */
  public static final String FORM =
      "first/between in milliseconds, such as 200-600/10-30 or 300/20";

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?/(\\d{1,6})(?:-(\\d{1,6}))?");

  public ChaosLatency {
    if (minFirst > maxFirst || minBetween > maxBetween) {
      throw new IllegalArgumentException("has a range that ends before it begins");
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not written in this form
   */
  public static ChaosLatency parse(String text) {
    Matcher parts = WRITTEN.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("cannot be read");
    }
    String first = parts.group(1);
    String between = parts.group(3);
    return new ChaosLatency(
        Integer.parseInt(first),
        Integer.parseInt(parts.group(2) == null ? first : parts.group(2)),
        Integer.parseInt(between),
        Integer.parseInt(parts.group(4) == null ? between : parts.group(4)));
  }
}
