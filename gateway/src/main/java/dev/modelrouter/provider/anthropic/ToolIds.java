package dev.modelrouter.provider.anthropic;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids of tool calls as Anthropic takes them: letters, digits, {@code _} and {@code -}. Any other
 * character becomes {@code _}; where that makes two ids the same, the later one gets a number. So
 * the same conversation always has the same ids, in calls and results alike.
 */
final class ToolIds {
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** The id to send in place of this one. */
  String of(String id) {
    return ids.computeIfAbsent(id, this::choose);
  }

  private String choose(String id) {
    StringBuilder plain = new StringBuilder(Math.max(1, id.length()));
    for (int i = 0; i < id.length(); i++) {
      plain.append(isPlain(id.charAt(i)) ? id.charAt(i) : '_');
    }
    String wanted = plain.isEmpty() ? "_" : plain.toString();
    String free = wanted;
    for (int i = 2; !taken.add(free); i++) {
      free = wanted + "_" + i;
    }
    return free;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
