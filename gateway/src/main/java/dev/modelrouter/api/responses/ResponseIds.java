package dev.modelrouter.api.responses;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The ids of what is made here: a word for the kind, and a random token behind it, the same for all
 * parts of one answer. Whoever knows the id of an answer may read it, so it cannot be guessed.
 */
final class ResponseIds {
  private static final int TOKEN_BYTES = 16;

  /** How tokens begin, unlike the ids of any provider. */
  private static final String MARK = "req_";

  private static final String RESPONSE = "resp_";
  private static final String REASONING = "rs_";
  private static final int LONGEST = 128;

  private ResponseIds() {}

  /** A new token with 128 random bits. */
  static String token(RandomGenerator random) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return MARK + HexFormat.of().formatHex(bytes);
  }

  /** The id of the answer with this token. */
  static String of(String token) {
    return RESPONSE + token;
  }

  /** Whether an answer of this id was made here. */
  static boolean response(String id) {
    return id.startsWith(RESPONSE + MARK);
  }

  /** Whether a thought of this id was written here, so that no provider knows it. */
  static boolean isReasoning(String id) {
    return id.startsWith(REASONING + MARK);
  }

  /** Whether it can be an id at all, of whoever: letters, digits, {@code _} and {@code -}. */
  static boolean sane(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!fits) {
        return false;
      }
    }
    return !id.isEmpty() && id.length() <= LONGEST;
  }
}
