package dev.modelrouter.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits with the name under which they are counted.
 *
 * @param id {@code route:smart}, or {@code route:smart:groq/llama-3.3-70b-versatile} for a target
 * @param routeLimits at least one of them set
 */
public record NamedLimits(String id, RouteLimits routeLimits) {
  private static final String PREFIX = "route:";

  /** What of such a name a reader wants to see; null for the name of a provider. */
  public static @Nullable String limit(String id) {
    return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : null;
  }

  /** What counts for a target of a route: the target's own limits, then those of the route. */
  public static List<NamedLimits> of(Route route, RouteTarget target) {
    boolean routes = !route.routeLimits().equals(RouteLimits.NONE);
    boolean targets = !target.routeLimits().equals(RouteLimits.NONE);
    if (!routes && !targets) {
      return List.of();
    }
    List<NamedLimits> all = new ArrayList<>(2);
    String id = PREFIX + route.name();
    if (targets) {
      all.add(new NamedLimits(id + ":" + target.name(), target.routeLimits()));
    }
    if (routes) {
      all.add(new NamedLimits(id, route.routeLimits()));
    }
    return all;
  }
}
