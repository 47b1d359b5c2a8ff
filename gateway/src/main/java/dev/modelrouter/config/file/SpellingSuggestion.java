package dev.modelrouter.config.file;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant who mistyped a name. */
final class SpellingSuggestion {
  private SpellingSuggestion() {}

  /** The known name with the fewest letters to change, or null if none is near. */
  static @Nullable String to(String name, Collection<String> known) {
    String best = null;
    int fewest = Math.max(1, name.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < fewest) {
        fewest = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Letters to add, leave out, change or swap with their neighbour (optimal string alignment). */
  static int distance(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= other.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      for (int j = 1; j <= other.length(); j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int min =
            Math.min(
                Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(min, cost[i - 2][j - 2] + 1) : min;
      }
    }
    return cost[one.length()][other.length()];
  }
}
