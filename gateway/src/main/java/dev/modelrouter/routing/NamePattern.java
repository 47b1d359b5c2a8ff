package dev.modelrouter.routing;

/**
 * A name, or many: {@code *} stands for any characters, none too. Upper and lower case differ.
 *
 * @param text as the operator wrote it
 */
public record NamePattern(String text) {
  private static final char ANY = '*';

  /** Whether it stands for one name only. */
  public boolean exact() {
    return text.indexOf(ANY) < 0;
  }

  /** How many of its characters are no star: of two patterns that fit the longer one counts. */
  public int literal() {
    return (int) text.chars().filter(c -> c != ANY).count();
  }

  /** Whether a name is meant. */
  public boolean fits(String name) {
    // Greedy: a star first stands for nothing, and for one more each time the rest does not fit.
    int at = 0;
    int star = -1;
    int tried = 0;
    int i = 0;
    while (i < name.length()) {
      if (at < text.length() && text.charAt(at) == ANY) {
        star = at++;
        tried = i;
      } else if (at < text.length() && text.charAt(at) == name.charAt(i)) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++tried;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == ANY) {
      at++;
    }
    return at == text.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
