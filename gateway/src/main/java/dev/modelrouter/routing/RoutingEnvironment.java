package dev.modelrouter.routing;

/** What the router sees of the world when it chooses. */
public interface RoutingEnvironment {

  /** How a target stands right now, for this request. */
  TargetStatus status(Target target, RoutingInput request);

  /** How long a prompt may be for a target, in tokens; any length where that is not known. */
  default int contextTokens(Target target) {
    return Integer.MAX_VALUE;
  }

  /** A number that decides what is drawn by lot, another one each time. */
  long seed();
}
