package dev.modelrouter.routing;

import dev.modelrouter.chat.Operation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the {@link Router} says of a request. */
public sealed interface RouteDecision {

  /**
   * These may answer, best first.
   *
   * @param targets at least one
   * @param named whether the caller chose the only target by name, so that its error is the answer
   * @param routingTrace why these, in this order; null where they are the caller's or the
   *     configured order
   * @param callerFallbacks what became of the fallbacks that the request brought itself
   */
  record Targets(
      List<Target> targets,
      boolean named,
      @Nullable RoutingTrace routingTrace,
      CallerFallbacks callerFallbacks)
      implements RouteDecision {
    public Targets {
      targets = List.copyOf(targets);
    }

    /** Targets nobody had to choose between. */
    public Targets(List<Target> targets, boolean named) {
      this(targets, named, null, CallerFallbacks.NONE);
    }
  }

  /**
   * All targets of the route are left out.
   *
   * @param routingTrace why each is
   */
  record NoEligibleTarget(RoutingTrace routingTrace) implements RouteDecision {
    /**
     * Whether the request is not to blame: a target is left out since its provider is not
     * configured.
     */
    public boolean misconfigured() {
      return routingTrace.candidates().stream()
          .anyMatch(one -> TargetStatus.NOT_CONFIGURED.equals(one.status().barred()));
    }

    /** Why, for the caller. */
    public String reasons() {
      return routingTrace.candidates().stream()
          .map(one -> one.target().name() + ": " + one.out())
          .collect(Collectors.joining("; "));
    }
  }

  /**
   * Nobody who may be asked can do this at all.
   *
   * @param operation what was wanted
   * @param provider the one the caller named, or null
   */
  record UnsupportedOperation(Operation operation, @Nullable String provider)
      implements RouteDecision {}

  /**
   * The caller named a provider that is not there.
   *
   * @param name what the caller wrote, shortened
   * @param configured who is there
   */
  record UnknownProvider(String name, List<String> configured) implements RouteDecision {
    public UnknownProvider {
      configured = List.copyOf(configured);
    }
  }

  /**
   * The caller asked for something else than a configured route, and nothing else may be asked for.
   *
   * @param name what the caller wrote, shortened
   * @param routes the names of those there are
   */
  record NotARoute(String name, List<String> routes) implements RouteDecision {
    public NotARoute {
      routes = List.copyOf(routes);
    }
  }
}
