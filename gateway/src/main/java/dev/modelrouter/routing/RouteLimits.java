package dev.modelrouter.routing;

/**
 * What the operator lets pass through a route, or to one of its targets, beside what the provider
 * itself may be asked.
 *
 * @param maxInFlight most attempts of this node under way at once; 0 for any number
 * @param perMinute most attempts a minute over all nodes; 0 for any number
 */
public record RouteLimits(int maxInFlight, int perMinute) {
  /** No limits. */
  public static final RouteLimits NONE = new RouteLimits(0, 0);
}
