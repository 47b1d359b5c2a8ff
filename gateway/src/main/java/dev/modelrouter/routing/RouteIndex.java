package dev.modelrouter.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds routes by name: the one of exactly that name, else the most exact pattern. */
final class RouteIndex {
  private final Map<String, Route> exact = new HashMap<>();
  private final List<Route> patterns = new ArrayList<>();

  RouteIndex(List<Route> routes) {
    for (Route route : routes) {
      if (route.name().exact()) {
        exact.put(route.name().text(), route);
      } else {
        patterns.add(route);
      }
    }
    patterns.sort(Comparator.comparingInt(route -> -route.name().literal()));
  }

  /** Whether there are no routes at all. */
  boolean none() {
    return exact.isEmpty() && patterns.isEmpty();
  }

  /** Their names, patterns as they are. */
  List<String> all() {
    return Stream.concat(exact.values().stream(), patterns.stream())
        .map(route -> route.name().text())
        .sorted()
        .toList();
  }

  @Nullable Route find(String name) {
    Route route = exact.get(name);
    if (route != null) {
      return route;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).name().fits(name)) {
        return patterns.get(i);
      }
    }
    return null;
  }
}
