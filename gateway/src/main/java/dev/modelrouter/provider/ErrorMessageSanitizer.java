package dev.modelrouter.provider;

import org.jspecify.annotations.Nullable;

/**
 * Makes a provider's own words fit to be shown: short, on one line, and without the key that was
 * sent to it, which some providers repeat.
 */
public final class ErrorMessageSanitizer {
  private static final int LONGEST = 300;
  private static final int SHORTEST_SECRET = 4;

  private final @Nullable String secret;

  /**
   * For answers of one provider.
   *
   * @param secret the key sent to it, or null
   */
  public ErrorMessageSanitizer(@Nullable String secret) {
    this.secret = secret != null && secret.length() >= SHORTEST_SECRET ? secret : null;
  }

  /** The text without the key, of any length. */
  public String redact(String text) {
    return secret == null ? text : text.replace(secret, "***");
  }

  /** The text, fit to be shown. */
  public String clean(String text) {
    String safe = redact(text);
    StringBuilder out = new StringBuilder(Math.min(safe.length(), LONGEST) + 1);
    for (int i = 0; i < safe.length() && out.length() < LONGEST; i++) {
      char c = safe.charAt(i);
      out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? ' ' : c);
    }
    return safe.length() > LONGEST ? out.append('…').toString() : out.toString().strip();
  }
}
