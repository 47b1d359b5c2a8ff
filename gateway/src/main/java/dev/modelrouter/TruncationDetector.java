package dev.modelrouter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds signs at the end of a text that the rest of it has not been written yet. */
final class TruncationDetector {
  private static final Pattern KEY_ALONE =
      Pattern.compile("( *)(?:- +)?([^\\s#'\"{\\[][^#]*?|'[^']*'|\"[^\"]*\")\\s*:\\s*(?:#.*)?");
  private static final Pattern PROVIDERS = Pattern.compile("providers\\s*:.*");

  private TruncationDetector() {}

  /**
   * Whether a text ends within a line, at a place where more of the line may come: without a line
   * break, and not with a closing bracket or quote.
   */
  static boolean withinLine(String text) {
    return !text.isEmpty() && "\n\r}]\"'".indexOf(text.charAt(text.length() - 1)) < 0;
  }

  /**
   * The last key of a YAML document if nothing follows it, or null. Below {@code providers} a name
   * alone is a whole entry.
   */
  static @Nullable String keyWithoutValue(String yaml) {
    List<String> lines =
        yaml.lines().filter(line -> !line.isBlank() && !line.strip().startsWith("#")).toList();
    if (lines.isEmpty()) {
      return null;
    }
    Matcher key = KEY_ALONE.matcher(lines.getLast());
    if (!key.matches()) {
      return null;
    }
    int indent = key.group(1).length();
    return indent > 0 && indent == indentBelowProviders(lines) ? null : key.group(2);
  }

  /** The indent of providers' names if the last lines are about providers, or -1. */
  private static int indentBelowProviders(List<String> lines) {
    for (int i = lines.size() - 2; i >= 0; i--) {
      if (!lines.get(i).startsWith(" ")) {
        String first = lines.get(i + 1);
        return PROVIDERS.matcher(lines.get(i)).matches()
            ? first.length() - first.stripLeading().length()
            : -1;
      }
    }
    return -1;
  }
}
