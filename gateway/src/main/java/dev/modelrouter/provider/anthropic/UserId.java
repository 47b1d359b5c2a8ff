package dev.modelrouter.provider.anthropic;

import java.util.regex.Pattern;

/** Tells which names of users Anthropic accepts: none that identifies a person. */
final class UserId {
  private static final int MAX_LENGTH = 256;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
  private static final Pattern TELEPHONE = Pattern.compile("\\+?[0-9(][0-9 ().\\-/]{5,22}[0-9]");
  private static final int MIN_DIGITS = 7;
  private static final int MAX_DIGITS = 15;

  private UserId() {}

  /** Whether it has an accepted length and looks neither like an e-mail address nor a telephone. */
  static boolean isAccepted(String user) {
    return user.length() <= MAX_LENGTH && !isEmail(user) && !isTelephone(user.strip());
  }

  /** Most names have no such sign: the pattern would go over each once for every letter. */
  private static boolean isEmail(String user) {
    return user.indexOf('@') >= 0 && EMAIL.matcher(user).find();
  }

  /** Also digits alone: the number of an account cannot be told from a telephone's. */
  private static boolean isTelephone(String user) {
    long digits = user.chars().filter(c -> c >= '0' && c <= '9').count();
    return digits >= MIN_DIGITS && digits <= MAX_DIGITS && TELEPHONE.matcher(user).matches();
  }
}
