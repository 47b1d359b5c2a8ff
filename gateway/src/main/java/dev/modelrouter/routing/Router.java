package dev.modelrouter.routing;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses who may answer, in which order: a pure function, so that a choice can be explained. */
public final class Router {
  private static final String AUTO = "auto";
  private static final int MAX_NAME_SHOWN = 64;

  private static final RoutingEnvironment UNKNOWN =
      new RoutingEnvironment() {
        @Override
        public TargetStatus status(Target target, RoutingInput request) {
          return new TargetStatus(target.model(), null, false, false, 0, -1, -1, -1);
        }

        @Override
        public long seed() {
          return 0;
        }
      };

  private final List<ConfiguredProvider> providers;
  private final RouteIndex routes;
  private final RoutingEnvironment environment;
  private final CallerFallbackPolicy own;
  private final boolean onlyRoutes;
  private final IdentityHashMap<Route, ResolvedRoute> resolvedRoutes = new IdentityHashMap<>();

  /**
   * A target of a route as it is with these members.
   *
   * @param namedLimitses limits of the route on the way there
   * @param provider who it is, or null where nobody of this name takes part
   * @param target where to; null where nobody is, or where the model is the one that is asked for
   */
  private record ResolvedTarget(
      RouteTarget declared,
      List<NamedLimits> namedLimitses,
      @Nullable ConfiguredProvider provider,
      @Nullable Target target) {}

  /** What there is to a route with these members. */
  private record ResolvedRoute(
      RequiredInputs requiredInputs, List<ResolvedTarget> resolvedTargets) {}

  /**
   * A router over these, without routes.
   *
   * @param configuredProviders in fallback order; at least one of them in the fallback
   */
  public Router(List<ConfiguredProvider> configuredProviders) {
    this(configuredProviders, List.of(), UNKNOWN, CallerFallbackPolicy.ANY);
  }

  /** A router over these, which anything may be asked for. */
  public Router(
      List<ConfiguredProvider> configuredProviders,
      List<Route> routes,
      RoutingEnvironment environment,
      CallerFallbackPolicy own) {
    this(configuredProviders, routes, environment, own, false);
  }

  /**
   * A router over these.
   *
   * @param configuredProviders in fallback order; at least one of them in the fallback
   * @param routes public names and where they lead
   * @param environment what is to be seen when a route chooses
   * @param own which fallbacks requests may bring
   * @param onlyRoutes whether routes are all that may be asked for
   */
  public Router(
      List<ConfiguredProvider> configuredProviders,
      List<Route> routes,
      RoutingEnvironment environment,
      CallerFallbackPolicy own,
      boolean onlyRoutes) {
    this.providers = List.copyOf(configuredProviders);
    this.routes = new RouteIndex(routes);
    this.environment = environment;
    this.own = own;
    this.onlyRoutes = onlyRoutes;
    for (Route route : routes) {
      resolvedRoutes.put(
          route,
          new ResolvedRoute(
              RequiredInputs.of(route),
              route.targets().stream().map(said -> place(route, said)).toList()));
    }
  }

  private ResolvedTarget place(Route route, RouteTarget said) {
    ConfiguredProvider provider = provider(said.provider());
    List<NamedLimits> namedLimitses = NamedLimits.of(route, said);
    return new ResolvedTarget(
        said,
        namedLimitses,
        provider,
        provider == null || said.model() == null
            ? null
            : target(provider, new ModelId(null, said.model()), namedLimitses).along(route));
  }

  /** Those it chooses from, in fallback order. */
  public List<ConfiguredProvider> providers() {
    return providers;
  }

  /**
   * What a model's name in OpenAI's dialect means here: a route of that name, else {@code
   * provider/model} where there is such a provider, {@code auto} for anybody's default, else the
   * bare name of a model.
   */
  public ModelId named(String name) {
    if (routes.find(name) != null) {
      return new ModelId(null, name);
    }
    if (name.equals(AUTO)) {
      return ModelId.ANY;
    }
    int slash = name.indexOf('/');
    if (slash > 0) {
      String id = name.substring(0, slash).toLowerCase(Locale.ROOT);
      if (provider(id) != null) {
        String model = name.substring(slash + 1);
        return new ModelId(id, model.isEmpty() || model.equals(AUTO) ? null : model);
      }
    } else {
      String id = name.toLowerCase(Locale.ROOT);
      if (provider(id) != null) {
        return new ModelId(id, null);
      }
    }
    return new ModelId(null, name);
  }

  /** Chooses for one request of nobody in particular. */
  public RouteDecision route(Request request) {
    return route(request, CallerContext.ANONYMOUS);
  }

  /** Chooses for one request. */
  public RouteDecision route(Request request, CallerContext caller) {
    RouteDecision first = route(request, request.model(), caller);
    List<String> others = CallerFallbackPolicy.read(request, caller);
    return others.isEmpty()
            || first instanceof RouteDecision.UnknownProvider
            || first instanceof RouteDecision.NotARoute
        ? first
        : further(first, others, request, caller);
  }

  /** Adds whom the request itself wants to be asked next, as far as the operator lets it. */
  private RouteDecision further(
      RouteDecision first, List<String> others, Request request, CallerContext caller) {
    List<Target> targets = new ArrayList<>();
    RoutingTrace routingTrace = null;
    switch (first) {
      case RouteDecision.Targets routed -> {
        targets.addAll(routed.targets());
        routingTrace = routed.routingTrace();
      }
      case RouteDecision.NoEligibleTarget noTarget -> routingTrace = noTarget.routingTrace();
      case RouteDecision.UnsupportedOperation ignored -> {}
      case RouteDecision.UnknownProvider ignored -> {}
      case RouteDecision.NotARoute ignored -> {}
    }
    List<Target> added = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String name : others) {
      if (!own.allows(name)) {
        refused.add(name);
        continue;
      }
      switch (route(request, named(name), caller)) {
        case RouteDecision.Targets routed ->
            routed.targets().stream()
                .filter(one -> !holds(targets, one) && !holds(added, one))
                .map(Target::requestedByCaller)
                .forEach(added::add);
        case RouteDecision.UnknownProvider unknown -> {
          return unknown;
        }
        case RouteDecision.NotARoute ignored -> refused.add(name);
        case RouteDecision.UnsupportedOperation ignored -> {}
        case RouteDecision.NoEligibleTarget ignored -> {}
      }
    }
    targets.addAll(added);
    boolean alone = added.isEmpty() && first instanceof RouteDecision.Targets one && one.named();
    return targets.isEmpty()
        ? first
        : new RouteDecision.Targets(
            targets, alone, routingTrace, new CallerFallbacks(added, refused));
  }

  /** Whether the same model of the same provider is there, whichever way leads to it. */
  private static boolean holds(List<Target> targets, Target wanted) {
    return targets.stream()
        .anyMatch(one -> one.id().equals(wanted.id()) && one.model().equals(wanted.model()));
  }

  private RouteDecision route(Request request, ModelId wanted, CallerContext caller) {
    if (!routes.none() && wanted.provider() == null) {
      String name = wanted.model() == null ? AUTO : wanted.model();
      Route route = routes.find(name);
      if (route != null) {
        return along(route, request, name, caller);
      }
    }
    return onlyRoutes ? notARoute(wanted) : byName(request.operation(), wanted);
  }

  private RouteDecision notARoute(ModelId wanted) {
    String provider = wanted.provider();
    String model = wanted.model() == null ? AUTO : wanted.model();
    return new RouteDecision.NotARoute(
        shown(provider == null ? model : provider + "/" + model), routes.all());
  }

  private RouteDecision along(Route route, Request request, String name, CallerContext caller) {
    ResolvedRoute resolvedRoute = requireNonNull(resolvedRoutes.get(route));
    List<ResolvedTarget> all = resolvedRoute.resolvedTargets();
    List<Target> targets = new ArrayList<>(all.size());
    int harmless = Integer.MAX_VALUE;
    for (ResolvedTarget one : all) {
      ConfiguredProvider provider = one.provider();
      Target target = one.target();
      if (target == null && provider != null) {
        target =
            target(provider, new ModelId(null, model(one.declared(), name)), one.namedLimitses());
      }
      targets.add(target);
      if (target != null) {
        harmless = Math.min(harmless, environment.contextTokens(target));
      }
    }
    RoutingInput input =
        RoutingInputReader.of(resolvedRoute.requiredInputs(), request, name, caller, harmless);
    List<TargetStatus> targetStatuses = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      targetStatuses.add(status(all.get(i), targets.get(i), input));
    }
    long seed = environment.seed();
    List<Candidate> candidates = TargetSelector.choose(route, input, targetStatuses, seed);
    List<Target> order = new ArrayList<>(targets.size());
    for (Candidate candidate : candidates) {
      Target target = targets.get(candidate.place());
      if (candidate.in() && target != null) {
        order.add(target);
      }
    }
    RoutingTrace routingTrace = new RoutingTrace(route, input, seed, candidates);
    return order.isEmpty()
        ? new RouteDecision.NoEligibleTarget(routingTrace)
        : new RouteDecision.Targets(order, false, routingTrace, CallerFallbacks.NONE);
  }

  /** What a target is asked for: its own model, else the one that was named. */
  private static @Nullable String model(RouteTarget target, String name) {
    if (target.model() != null || name.equals(AUTO)) {
      return target.model();
    }
    String prefix = target.provider() + "/";
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private TargetStatus status(ResolvedTarget one, @Nullable Target target, RoutingInput input) {
    ConfiguredProvider provider = one.provider();
    if (target != null && provider != null && serves(provider, input.operation())) {
      return environment.status(target, input);
    }
    String model = one.declared().model();
    return TargetStatus.barred(
        model == null ? input.wanted() : model,
        provider == null
            ? TargetStatus.NOT_CONFIGURED
            : "does not offer " + input.operation().wireName());
  }

  private RouteDecision byName(Operation operation, ModelId wanted) {
    String name = wanted.provider();
    if (name != null) {
      ConfiguredProvider provider = provider(name.toLowerCase(Locale.ROOT));
      if (provider == null) {
        return unknown(name);
      }
      return serves(provider, operation)
          ? new RouteDecision.Targets(List.of(target(provider, wanted)), true)
          : new RouteDecision.UnsupportedOperation(operation, provider.id());
    }
    List<Target> targets = new ArrayList<>(providers.size());
    for (ConfiguredProvider provider : providers) {
      if (provider.inFallback() && serves(provider, operation)) {
        targets.add(target(provider, wanted));
      }
    }
    return targets.isEmpty()
        ? new RouteDecision.UnsupportedOperation(operation, null)
        : new RouteDecision.Targets(targets, false);
  }

  /** Of who has a chat, responses are made and tokens estimated. */
  private static boolean serves(ConfiguredProvider provider, Operation operation) {
    boolean ofChat = operation == Operation.RESPONSE || operation == Operation.COUNT;
    return provider.provider().offers(operation)
        || (ofChat && provider.provider().offers(Operation.CHAT));
  }

  private @Nullable ConfiguredProvider provider(String id) {
    for (int i = 0; i < providers.size(); i++) {
      ConfiguredProvider provider = providers.get(i);
      if (provider.id().equals(id)) {
        return provider;
      }
    }
    return null;
  }

  private static String shown(String name) {
    return name.length() <= MAX_NAME_SHOWN ? name : name.substring(0, MAX_NAME_SHOWN) + "…";
  }

  private RouteDecision unknown(String name) {
    return new RouteDecision.UnknownProvider(
        shown(name), providers.stream().map(ConfiguredProvider::id).toList());
  }

  private static Target target(ConfiguredProvider provider, ModelId wanted) {
    return target(provider, wanted, List.of());
  }

  private static Target target(
      ConfiguredProvider provider, ModelId wanted, List<NamedLimits> namedLimitses) {
    String model = wanted.model();
    return new Target(
        provider.provider(),
        model == null ? provider.provider().defaultModel() : model,
        provider.perMinute(),
        provider.deployments(),
        namedLimitses);
  }
}
