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
  private static final int LONGEST_NAME_SHOWN = 64;

  private static final Surroundings UNKNOWN =
      new Surroundings() {
        @Override
        public Standing standing(Target target, Features request) {
          return new Standing(target.model(), null, false, false, 0, -1, -1, -1);
        }

        @Override
        public long seed() {
          return 0;
        }
      };

  private final List<Member> members;
  private final RouteNames routes;
  private final Surroundings surroundings;
  private final OwnFallbacks own;
  private final boolean onlyRoutes;
  private final IdentityHashMap<Route, Way> ways = new IdentityHashMap<>();

  /**
   * A target of a route as it is with these members.
   *
   * @param allowances limits of the route on the way there
   * @param member who it is, or null where nobody of this name takes part
   * @param target where to; null where nobody is, or where the model is the one that is asked for
   */
  private record Place(
      RouteTarget said,
      List<Allowance> allowances,
      @Nullable Member member,
      @Nullable Target target) {}

  /** What there is to a route with these members. */
  private record Way(Interest interest, List<Place> places) {}

  /**
   * A router over these, without routes.
   *
   * @param members in fallback order; at least one of them in the fallback
   */
  public Router(List<Member> members) {
    this(members, List.of(), UNKNOWN, OwnFallbacks.ANY);
  }

  /** A router over these, which anything may be asked for. */
  public Router(
      List<Member> members, List<Route> routes, Surroundings surroundings, OwnFallbacks own) {
    this(members, routes, surroundings, own, false);
  }

  /**
   * A router over these.
   *
   * @param members in fallback order; at least one of them in the fallback
   * @param routes public names and where they lead
   * @param surroundings what is to be seen when a route chooses
   * @param own which fallbacks requests may bring
   * @param onlyRoutes whether routes are all that may be asked for
   */
  public Router(
      List<Member> members,
      List<Route> routes,
      Surroundings surroundings,
      OwnFallbacks own,
      boolean onlyRoutes) {
    this.members = List.copyOf(members);
    this.routes = new RouteNames(routes);
    this.surroundings = surroundings;
    this.own = own;
    this.onlyRoutes = onlyRoutes;
    for (Route route : routes) {
      ways.put(
          route,
          new Way(
              Interest.of(route),
              route.targets().stream().map(said -> place(route, said)).toList()));
    }
  }

  private Place place(Route route, RouteTarget said) {
    Member member = member(said.provider());
    List<Allowance> allowances = Allowance.of(route, said);
    return new Place(
        said,
        allowances,
        member,
        member == null || said.model() == null
            ? null
            : target(member, new ModelId(null, said.model()), allowances).along(route));
  }

  /** Those it chooses from, in fallback order. */
  public List<Member> members() {
    return members;
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
      if (member(id) != null) {
        String model = name.substring(slash + 1);
        return new ModelId(id, model.isEmpty() || model.equals(AUTO) ? null : model);
      }
    } else {
      String id = name.toLowerCase(Locale.ROOT);
      if (member(id) != null) {
        return new ModelId(id, null);
      }
    }
    return new ModelId(null, name);
  }

  /** Chooses for one request of nobody in particular. */
  public RouteDecision route(Request request) {
    return route(request, Asker.NOBODY);
  }

  /** Chooses for one request. */
  public RouteDecision route(Request request, Asker asker) {
    RouteDecision first = route(request, request.model(), asker);
    List<String> others = OwnFallbacks.read(request, asker);
    return others.isEmpty()
            || first instanceof RouteDecision.UnknownProvider
            || first instanceof RouteDecision.NotARoute
        ? first
        : further(first, others, request, asker);
  }

  /** Adds whom the request itself wants to be asked next, as far as the operator lets it. */
  private RouteDecision further(
      RouteDecision first, List<String> others, Request request, Asker asker) {
    List<Target> targets = new ArrayList<>();
    Choice choice = null;
    switch (first) {
      case RouteDecision.Routed routed -> {
        targets.addAll(routed.targets());
        choice = routed.choice();
      }
      case RouteDecision.NobodyFits nobody -> choice = nobody.choice();
      case RouteDecision.NobodyOffers ignored -> {}
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
      switch (route(request, named(name), asker)) {
        case RouteDecision.Routed routed ->
            routed.targets().stream()
                .filter(one -> !holds(targets, one) && !holds(added, one))
                .map(Target::byWish)
                .forEach(added::add);
        case RouteDecision.UnknownProvider unknown -> {
          return unknown;
        }
        case RouteDecision.NotARoute ignored -> refused.add(name);
        case RouteDecision.NobodyOffers ignored -> {}
        case RouteDecision.NobodyFits ignored -> {}
      }
    }
    targets.addAll(added);
    boolean alone = added.isEmpty() && first instanceof RouteDecision.Routed one && one.named();
    return targets.isEmpty()
        ? first
        : new RouteDecision.Routed(targets, alone, choice, new OwnWish(added, refused));
  }

  /** Whether the same model of the same provider is there, whichever way leads to it. */
  private static boolean holds(List<Target> targets, Target wanted) {
    return targets.stream()
        .anyMatch(one -> one.id().equals(wanted.id()) && one.model().equals(wanted.model()));
  }

  private RouteDecision route(Request request, ModelId wanted, Asker asker) {
    if (!routes.none() && wanted.provider() == null) {
      String name = wanted.model() == null ? AUTO : wanted.model();
      Route route = routes.find(name);
      if (route != null) {
        return along(route, request, name, asker);
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

  private RouteDecision along(Route route, Request request, String name, Asker asker) {
    Way way = requireNonNull(ways.get(route));
    List<Place> all = way.places();
    List<Target> targets = new ArrayList<>(all.size());
    int harmless = Integer.MAX_VALUE;
    for (Place one : all) {
      Member member = one.member();
      Target target = one.target();
      if (target == null && member != null) {
        target = target(member, new ModelId(null, model(one.said(), name)), one.allowances());
      }
      targets.add(target);
      if (target != null) {
        harmless = Math.min(harmless, surroundings.contextTokens(target));
      }
    }
    Features features = Reading.of(way.interest(), request, name, asker, harmless);
    List<Standing> standings = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      standings.add(standing(all.get(i), targets.get(i), features));
    }
    long seed = surroundings.seed();
    List<Candidate> candidates = Chooser.choose(route, features, standings, seed);
    List<Target> order = new ArrayList<>(targets.size());
    for (Candidate candidate : candidates) {
      Target target = targets.get(candidate.place());
      if (candidate.in() && target != null) {
        order.add(target);
      }
    }
    Choice choice = new Choice(route, features, seed, candidates);
    return order.isEmpty()
        ? new RouteDecision.NobodyFits(choice)
        : new RouteDecision.Routed(order, false, choice, OwnWish.NONE);
  }

  /** What a target is asked for: its own model, else the one that was named. */
  private static @Nullable String model(RouteTarget target, String name) {
    if (target.model() != null || name.equals(AUTO)) {
      return target.model();
    }
    String prefix = target.provider() + "/";
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  private Standing standing(Place one, @Nullable Target target, Features features) {
    Member member = one.member();
    if (target != null && member != null && serves(member, features.operation())) {
      return surroundings.standing(target, features);
    }
    String model = one.said().model();
    return Standing.barred(
        model == null ? features.wanted() : model,
        member == null
            ? Standing.NOT_CONFIGURED
            : "does not offer " + features.operation().wireName());
  }

  private RouteDecision byName(Operation operation, ModelId wanted) {
    String name = wanted.provider();
    if (name != null) {
      Member member = member(name.toLowerCase(Locale.ROOT));
      if (member == null) {
        return unknown(name);
      }
      return serves(member, operation)
          ? new RouteDecision.Routed(List.of(target(member, wanted)), true)
          : new RouteDecision.NobodyOffers(operation, member.id());
    }
    List<Target> targets = new ArrayList<>(members.size());
    for (Member member : members) {
      if (member.inFallback() && serves(member, operation)) {
        targets.add(target(member, wanted));
      }
    }
    return targets.isEmpty()
        ? new RouteDecision.NobodyOffers(operation, null)
        : new RouteDecision.Routed(targets, false);
  }

  /** Of who has a chat, responses are made and tokens estimated. */
  private static boolean serves(Member member, Operation operation) {
    boolean ofChat = operation == Operation.RESPONSE || operation == Operation.COUNT;
    return member.provider().offers(operation)
        || (ofChat && member.provider().offers(Operation.CHAT));
  }

  private @Nullable Member member(String id) {
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.id().equals(id)) {
        return member;
      }
    }
    return null;
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_NAME_SHOWN ? name : name.substring(0, LONGEST_NAME_SHOWN) + "…";
  }

  private RouteDecision unknown(String name) {
    return new RouteDecision.UnknownProvider(
        shown(name), members.stream().map(Member::id).toList());
  }

  private static Target target(Member member, ModelId wanted) {
    return target(member, wanted, List.of());
  }

  private static Target target(Member member, ModelId wanted, List<Allowance> allowances) {
    String model = wanted.model();
    return new Target(
        member.provider(),
        model == null ? member.provider().defaultModel() : model,
        member.perMinute(),
        member.seats(),
        allowances);
  }
}
