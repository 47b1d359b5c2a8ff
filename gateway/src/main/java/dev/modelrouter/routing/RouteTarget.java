package dev.modelrouter.routing;

import org.jspecify.annotations.Nullable;

/**
 * One place that a route leads to.
 *
 * @param provider who answers there
 * @param model its name for the model; null for the one that was asked for
 * @param weight its share among the others, at least 1
 * @param when when it may be asked
 * @param routeLimits how often it may be asked by this route
 */
public record RouteTarget(
    String provider, @Nullable String model, int weight, Condition when, RouteLimits routeLimits) {

  /** A place without limits of its own. */
  public RouteTarget(String provider, @Nullable String model, int weight, Condition when) {
    this(provider, model, weight, when, RouteLimits.NONE);
  }

  /** As it is named in files: {@code provider/model}. */
  public String name() {
    return model == null ? provider : provider + "/" + model;
  }
}
