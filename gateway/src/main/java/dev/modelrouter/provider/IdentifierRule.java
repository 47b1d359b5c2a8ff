package dev.modelrouter.provider;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API accepts as an identifier: a tool's name, or the id of a tool call. An identifier that
 * it accepts is never changed; any other is fitted, the same to the same. The characters must
 * include the underscore unless the length is exact.
 *
 * @param maxLength most characters; null for no limit
 * @param exactLength the only number of characters, which needs at least 6; null for any
 * @param firstCharacters the ASCII characters it may begin with, as {@code characters}; null for
 *     the same as the others
 * @param characters the accepted ASCII characters as ranges and single ones, such as {@code
 *     a-zA-Z0-9_-} (a dash at the end stands for itself); null for any
 */
public record IdentifierRule(
    @Nullable Integer maxLength,
    @Nullable Integer exactLength,
    @Nullable String firstCharacters,
    @Nullable String characters) {
  private static final String DIGITS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** An underscore and eight hexadecimal digits. */
  private static final int SUFFIX = 9;

  private static final char FILLER = '_';

  /** Accepts everything. */
  public static final IdentifierRule ANY = new IdentifierRule(null, null, null, null);

  /** Whether the API takes it as it is. */
  public boolean accepts(String text) {
    if (text.isEmpty()
        || (maxLength != null && text.length() > maxLength)
        || (exactLength != null && text.length() != exactLength)) {
      return false;
    }
    for (int i = 0; characters != null && i < text.length(); i++) {
      if (!isIn(characters, text.charAt(i))) {
        return false;
      }
    }
    return isIn(firstCharacters, text.charAt(0));
  }

  private static boolean isIn(@Nullable String set, char c) {
    if (set == null) {
      return true;
    }
    for (int i = 0; i < set.length(); i++) {
      if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        if (c >= set.charAt(i) && c <= set.charAt(i + 2)) {
          return true;
        }
        i += 2;
      } else if (set.charAt(i) == c) {
        return true;
      }
    }
    return false;
  }

  /**
   * An identifier that the API accepts and that is not taken: the text itself where that is
   * possible.
   *
   * @param taken the identifiers in use; the result is added
   */
  public String fit(String text, Set<String> taken) {
    if (accepts(text) && taken.add(text)) {
      return text;
    }
    if (exactLength != null) {
      return digest(text, exactLength, taken);
    }
    String plain = clean(text);
    if (maxLength != null && plain.length() > maxLength) {
      plain = plain.substring(0, Math.max(1, maxLength - SUFFIX)) + FILLER + hex(text);
    }
    String free = plain;
    for (int i = 2; !taken.add(free); i++) {
      String number = FILLER + Integer.toString(i);
      int room = maxLength == null ? plain.length() : maxLength - number.length();
      free = plain.substring(0, Math.min(plain.length(), room)) + number;
    }
    return free;
  }

  private String clean(String text) {
    StringBuilder plain = new StringBuilder(Math.max(1, text.length()));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(isIn(characters, c) ? c : FILLER);
    }
    if (plain.isEmpty() || !isIn(firstCharacters, plain.charAt(0))) {
      plain.insert(0, FILLER);
    }
    return plain.toString();
  }

  private static String hex(String text) {
    return String.format("%08x", (int) (hash(text, 0) >>> 32));
  }

  private static String digest(String text, int length, Set<String> taken) {
    for (int attempt = 0; ; attempt++) {
      long rest = hash(text, attempt) >>> 1;
      StringBuilder digest = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        digest.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        rest = rest / DIGITS.length() + (i % 8 == 7 ? hash(text, attempt + i) >>> 1 : 0);
      }
      if (taken.add(digest.toString())) {
        return digest.toString();
      }
    }
  }

  /** FNV-1a over the characters, mixed. */
  private static long hash(String text, int attempt) {
    long hash = 0xcbf29ce484222325L ^ attempt;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }
}
