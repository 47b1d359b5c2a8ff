package dev.modelrouter.api.responses;

/** The ids of what is made here: a word for the kind, and the call's own number behind it. */
final class ResponseIds {
  /** How the numbers of calls begin, unlike the ids of any provider. */
  private static final String MARK = "req_";

  private static final String RESPONSE = "resp_";
  private static final String THOUGHT = "rs_";
  private static final int LONGEST = 128;

  private ResponseIds() {}

  /** The id of the answer to a call. */
  static String of(String serial) {
    return RESPONSE + serial;
  }

  /** Whether an answer of this id was made here. */
  static boolean response(String id) {
    return id.startsWith(RESPONSE + MARK);
  }

  /** Whether a thought of this id was written here, so that no provider knows it. */
  static boolean thought(String id) {
    return id.startsWith(THOUGHT + MARK);
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
