package dev.modelrouter.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name under which a cooldown is kept: that of a provider, of one of its keys, or of one of its
 * models. Each has a standing of its own: a spent key does not put its provider away, and a model
 * that is overloaded does not put the others away.
 *
 * <p>Names are shared with other nodes and shown to operators, so a key appears by its fingerprint.
 *
 * @param value {@code groq}, {@code groq#3f9a01c2d4e5} or {@code groq/llama-3.3-70b-versatile}
 */
public record BreakerId(String value) {
  private static final int FINGERPRINT_BYTES = 6;

  /** A whole provider. */
  public static BreakerId provider(String provider) {
    return new BreakerId(provider);
  }

  /** One key of a provider. */
  public static BreakerId key(String provider, String secret) {
    return new BreakerId(provider + "#" + fingerprint(secret));
  }

  /** One model of a provider. */
  public static BreakerId model(String provider, String model) {
    return new BreakerId(provider + "/" + model);
  }

  /**
   * The inherited blacklist of a provider: what requests of {@code /chat} and {@code /stream} hold
   * against all of it.
   */
  public static String blacklist(String provider) {
    return provider + "!";
  }

  /** Whether a name is that of one of a provider's keys, addresses and models. */
  public static boolean isPart(String name, String provider) {
    return name.length() > provider.length()
        && belongs(name, provider)
        && name.charAt(provider.length()) != '!';
  }

  /** Whether a name is that of a provider or of one of its keys, addresses and models. */
  public static boolean belongs(String name, String provider) {
    return name.startsWith(provider)
        && (name.length() == provider.length() || isSign(name.charAt(provider.length())));
  }

  private static boolean isSign(char c) {
    return c == '/' || c == '#' || c == '@' || c == '!';
  }

  /**
   * What a key is called where it must not be shown: the first twelve hexadecimal digits of its
   * SHA-256. Too short to be a check for guessed keys that are random, long enough to tell keys
   * apart.
   */
  public static String fingerprint(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
