package dev.modelrouter.config.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is wrong with a file: all of it, so that one look mends it. */
final class Problems {
  /** As many names as can be taken in at a glance. */
  private static final int MAX_LISTED = 12;

  private static final int MAX_NEAREST = 5;

  private record Problem(SourceLocation sourceLocation, String text) {}

  private final String file;
  private final Set<Problem> all = new LinkedHashSet<>();
  private final Map<String, Set<String>> alternatives = new HashMap<>();

  /**
   * None yet.
   *
   * @param file its name, for people
   */
  Problems(String file) {
    this.file = file;
  }

  /** Notes a problem; the same one twice counts once. */
  void add(SourceLocation sourceLocation, String text) {
    all.add(new Problem(sourceLocation, text));
  }

  /** A key that nobody knows. */
  void unknown(SourceLocation sourceLocation, String what, String name, Collection<String> known) {
    alternatives.put(name, new TreeSet<>(known));
    String near = SpellingSuggestion.to(name, known);
    add(
        sourceLocation,
        "unknown "
            + what
            + " '"
            + shown(name)
            + "'; "
            + (near == null ? listed(name, known) : "did you mean '" + near + "'?"));
  }

  private static String listed(String name, Collection<String> known) {
    if (known.size() <= MAX_LISTED) {
      return "known are: " + known.stream().sorted().collect(Collectors.joining(", "));
    }
    return "of the "
        + known.size()
        + " that are known the nearest are: "
        + known.stream()
            .sorted(
                Comparator.comparingInt(
                        (String one) -> SpellingSuggestion.distance(shown(name), one))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MAX_NEAREST)
            .collect(Collectors.joining(", "));
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "…" : name;
  }

  /** The names that would have been known in place of an unknown one. */
  Set<String> alternatives(String unknown) {
    return alternatives.getOrDefault(unknown, Set.of());
  }

  /** A line for each, by their places: file, line, column, what is wrong. */
  List<String> lines() {
    return all.stream()
        .sorted(
            Comparator.comparingInt((Problem problem) -> problem.sourceLocation().line())
                .thenComparingInt(problem -> problem.sourceLocation().column()))
        .map(problem -> file + ":" + problem.sourceLocation() + ": " + problem.text())
        .toList();
  }
}
