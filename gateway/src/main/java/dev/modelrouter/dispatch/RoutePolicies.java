package dev.modelrouter.dispatch;

import dev.modelrouter.policy.QueueingLimiter;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.ModelInfo;
import dev.modelrouter.routing.NamedLimits;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How exchanges behave, by route.
 *
 * @param defaultPolicy of those that no route leads
 * @param routes by their names
 * @param concurrencyQueues of providers and routes that take only so many attempts at once, by
 *     their names: {@code groq}, and as {@link dev.modelrouter.routing.NamedLimits} gives them
 * @param rateQueues of providers and routes that have a rate, by the same names: who waits for a
 *     permit
 * @param breakers what failures are held against
 * @param defaultRates names of the providers whose rate is a default of the gateway's and not the
 *     operator's: it is advice, passed over where no other target is left
 * @param firstTokens how long targets take to their first token
 * @param callerTimeouts whether requests may shorten the time they wait
 * @param models what is known of models
 */
public record RoutePolicies(
    RoutePolicy defaultPolicy,
    Map<String, RoutePolicy> routes,
    Map<String, QueueingLimiter<AttemptAdmission>> concurrencyQueues,
    Map<String, RateLimitQueue> rateQueues,
    BreakerScope breakers,
    Set<String> defaultRates,
    FirstTokenLatencies firstTokens,
    boolean callerTimeouts,
    ModelCatalogue models) {
  public RoutePolicies {
    routes = Map.copyOf(routes);
    concurrencyQueues = Map.copyOf(concurrencyQueues);
    rateQueues = Map.copyOf(rateQueues);
    defaultRates = Set.copyOf(defaultRates);
  }

  /** Those that an attempt at a target must pass: the route's, then the provider's. */
  List<QueueingLimiter<AttemptAdmission>> concurrencyQueues(Target target) {
    QueueingLimiter<AttemptAdmission> provider = concurrencyQueues.get(target.id());
    if (target.namedLimitses().isEmpty()) {
      return provider == null ? List.of() : List.of(provider);
    }
    List<QueueingLimiter<AttemptAdmission>> all = new ArrayList<>(3);
    for (NamedLimits namedLimits : target.namedLimitses()) {
      QueueingLimiter<AttemptAdmission> own = concurrencyQueues.get(namedLimits.id());
      if (own != null) {
        all.add(own);
      }
    }
    if (provider != null) {
      all.add(provider);
    }
    return all;
  }

  /** How many requests of this node wait for a provider. */
  public int waiting(String provider) {
    QueueingLimiter<AttemptAdmission> limiter = concurrencyQueues.get(provider);
    RateLimitQueue rateLimitQueue = rateQueues.get(provider);
    return (limiter == null ? 0 : limiter.waiting())
        + (rateLimitQueue == null ? 0 : rateLimitQueue.waiting());
  }

  /** How many requests of this node wait at each limit of a route, or of one of its targets. */
  public Map<String, Integer> waitingAtRoutes() {
    Map<String, Integer> all = new TreeMap<>();
    concurrencyQueues.forEach((id, each) -> add(all, id, each.waiting()));
    rateQueues.forEach((id, each) -> add(all, id, each.waiting()));
    return all;
  }

  private static void add(Map<String, Integer> all, String id, int waiting) {
    String route = NamedLimits.limit(id);
    if (route != null) {
      all.merge(route, waiting, Integer::sum);
    }
  }

  /** What is known of a target's model; null for nothing. */
  private @Nullable ModelInfo modelInfo(Target target) {
    return models.facts(target);
  }

  /** Most tokens that a target's context holds; null where that is not known. */
  @Nullable Integer contextTokens(Target target) {
    ModelInfo modelInfo = modelInfo(target);
    return modelInfo == null ? null : modelInfo.contextTokens();
  }

  /** Whether a target's model is known to reason before its first token. */
  boolean reasons(Target target) {
    ModelInfo modelInfo = modelInfo(target);
    return modelInfo != null && modelInfo.reasons();
  }

  RoutePolicy policyFor(@Nullable RoutingTrace routingTrace) {
    return routingTrace == null
        ? defaultPolicy
        : routes.getOrDefault(routingTrace.route().name().text(), defaultPolicy);
  }
}
