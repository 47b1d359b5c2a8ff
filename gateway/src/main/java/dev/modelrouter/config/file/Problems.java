package dev.modelrouter.config.file;

import dev.modelrouter.config.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a file: all of it, so that one look mends it. */
final class Problems {
  private record Problem(Place place, String text) {}

  private final String file;
  private final List<Problem> all = new ArrayList<>();

  /**
   * None yet.
   *
   * @param file its name, for people
   */
  Problems(String file) {
    this.file = file;
  }

  void add(Place place, String text) {
    all.add(new Problem(place, text));
  }

  /** A key that nobody knows. */
  void unknown(Place place, String what, String name, Collection<String> known) {
    String near = Nearest.to(name, known);
    add(
        place,
        "unknown "
            + what
            + " '"
            + shown(name)
            + "'; "
            + (near == null
                ? "known are: " + known.stream().sorted().collect(Collectors.joining(", "))
                : "did you mean '" + near + "'?"));
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "…" : name;
  }

  /**
   * Goes on only if there are none.
   *
   * @throws ConfigurationException with a line for each: file, line, column, what is wrong
   */
  void check() {
    if (all.isEmpty()) {
      return;
    }
    all.sort(
        Comparator.comparingInt((Problem problem) -> problem.place().line())
            .thenComparingInt(problem -> problem.place().column()));
    throw new ConfigurationException(
        all.stream()
            .map(problem -> file + ":" + problem.place() + ": " + problem.text())
            .collect(Collectors.joining("\n")));
  }
}
