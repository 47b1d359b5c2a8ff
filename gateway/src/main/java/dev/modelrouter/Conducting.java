package dev.modelrouter;

import dev.modelrouter.config.HedgeSettings;
import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.RoutePolicySettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.config.TimeoutSettings;
import dev.modelrouter.dispatch.AttemptAdmission;
import dev.modelrouter.dispatch.BreakerScope;
import dev.modelrouter.dispatch.DispatchPolicy;
import dev.modelrouter.dispatch.FirstTokenLatencies;
import dev.modelrouter.dispatch.Hedging;
import dev.modelrouter.dispatch.MinThroughput;
import dev.modelrouter.dispatch.RateLimitQueue;
import dev.modelrouter.dispatch.RetryPolicy;
import dev.modelrouter.dispatch.RoutePolicies;
import dev.modelrouter.dispatch.RoutePolicy;
import dev.modelrouter.dispatch.Timeouts;
import dev.modelrouter.policy.AdaptiveConcurrencyLimiter;
import dev.modelrouter.policy.ConcurrencyLimiter;
import dev.modelrouter.policy.FixedConcurrencyLimiter;
import dev.modelrouter.policy.HedgeBudget;
import dev.modelrouter.policy.QueueingLimiter;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.NamedLimits;
import dev.modelrouter.routing.RouteTarget;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the operator's settings how the exchanges of each route behave. Limits, lines and
 * budgets of which another configuration says the same go on counting. Not safe for threads.
 */
final class Conducting {
  private static final int MOST_HEDGES_AT_ONCE = 10;

  /** Hedges of a fresh process, before requests have saved any up. */
  private static final int FIRST_HEDGES = 5;

  private static final int USUAL_PRIORITY = 5;

  /** Of exchanges that no route leads; no route can have this name. */
  private static final String USUAL = "";

  /** Where an adaptive limit begins when nobody says. */
  private static final int FIRST_GUESS = 20;

  private static final Duration RETRY_SPAN = Duration.ofSeconds(10);

  /** All that is said of a limit of attempts in flight. */
  private record InFlight(String name, int most, boolean adaptive, int line) {}

  /** All that is said of a line before a rate. */
  private record Rate(String name, int perMinute, int line) {}

  /** All that is said of a route's retries. */
  private record Retried(String route, int percent, int floor) {}

  /** All that is said of a route's hedging. */
  private record Hedged(String route, HedgeSettings wanted) {}

  private final Lasting<InFlight, QueueingLimiter<AttemptAdmission>> turnstiles = new Lasting<>();
  private final Lasting<Rate, RateLimitQueue> lines = new Lasting<>();
  private final Lasting<Retried, RetryBudget> retryBudgets = new Lasting<>();
  private final Lasting<Hedged, Hedging> hedgings = new Lasting<>();
  private final FirstTokenLatencies firstTokens = new FirstTokenLatencies();

  RoutePolicies of(Settings settings, ModelCatalogue models) {
    turnstiles.turn();
    lines.turn();
    retryBudgets.turn();
    hedgings.turn();
    Map<String, RoutePolicy> routes = new HashMap<>();
    for (RouteSettings route : settings.routes()) {
      routes.put(
          route.route().name().text(),
          conduct(settings, route.route().name().text(), route.policy().over(settings.defaults())));
    }
    return new RoutePolicies(
        conduct(settings, USUAL, settings.defaults()),
        routes,
        turnstiles(settings),
        rateLines(settings),
        new BreakerScope(
            settings.resilience().breaker().byModel(),
            settings.resilience().breaker().inheritedBlacklist()),
        defaultRates(settings),
        firstTokens,
        settings.callers().limits(),
        models);
  }

  private Map<String, QueueingLimiter<AttemptAdmission>> turnstiles(Settings settings) {
    Map<String, QueueingLimiter<AttemptAdmission>> all = new HashMap<>();
    int line = settings.resilience().queueLength();
    for (ProviderSettings provider : settings.providers()) {
      int most = provider.maxInFlight();
      if (provider.adaptive() || most > 0) {
        all.put(
            provider.id(), turnstile(new InFlight(provider.id(), most, provider.adaptive(), line)));
      }
    }
    for (RouteSettings route : settings.routes()) {
      for (RouteTarget target : route.route().targets()) {
        for (NamedLimits namedLimits : NamedLimits.of(route.route(), target)) {
          int most = namedLimits.routeLimits().maxInFlight();
          if (most > 0) {
            all.put(namedLimits.id(), turnstile(new InFlight(namedLimits.id(), most, false, line)));
          }
        }
      }
    }
    return all;
  }

  private QueueingLimiter<AttemptAdmission> turnstile(InFlight said) {
    return turnstiles.of(said, () -> new QueueingLimiter<>(limit(said), said.line()));
  }

  private static ConcurrencyLimiter limit(InFlight said) {
    int first = said.most() == 0 ? FIRST_GUESS : said.most();
    return said.adaptive()
        ? new AdaptiveConcurrencyLimiter(first, 1, 10 * first)
        : new FixedConcurrencyLimiter(said.most());
  }

  private Map<String, RateLimitQueue> rateLines(Settings settings) {
    Map<String, RateLimitQueue> all = new HashMap<>();
    int line = settings.resilience().queueLength();
    for (ProviderSettings provider : settings.providers()) {
      if (provider.perMinute() > 0) {
        all.put(provider.id(), rateLine(new Rate(provider.id(), provider.perMinute(), line)));
      }
    }
    for (RouteSettings route : settings.routes()) {
      for (RouteTarget target : route.route().targets()) {
        for (NamedLimits namedLimits : NamedLimits.of(route.route(), target)) {
          int perMinute = namedLimits.routeLimits().perMinute();
          if (perMinute > 0) {
            all.put(namedLimits.id(), rateLine(new Rate(namedLimits.id(), perMinute, line)));
          }
        }
      }
    }
    return all;
  }

  private RateLimitQueue rateLine(Rate said) {
    return lines.of(said, () -> new RateLimitQueue(said.line()));
  }

  private RoutePolicy conduct(Settings settings, String route, RoutePolicySettings policySettings) {
    Retried retried =
        new Retried(
            route,
            or(policySettings.retryPercent(), settings.resilience().retryPercent()),
            or(policySettings.retryFloor(), settings.resilience().retryFloor()));
    Hedged hedged = new Hedged(route, or(policySettings.hedge(), settings.hedge()));
    return new RoutePolicy(
        policy(settings, route, policySettings, false),
        policy(settings, route, policySettings, true),
        hedgings.of(hedged, () -> hedging(hedged.wanted())),
        retryBudgets.of(
            retried, () -> new RetryBudget(retried.percent(), retried.floor(), RETRY_SPAN)));
  }

  /**
   * What is said of one route.
   *
   * @param inherited for callers of {@code /chat} and {@code /stream}
   */
  private static DispatchPolicy policy(
      Settings settings, String route, RoutePolicySettings policySettings, boolean inherited) {
    // Without a route these callers were promised the next target at once.
    boolean quick = !inherited || !route.equals(USUAL);
    return new DispatchPolicy(
        timeouts(settings.timeouts(), policySettings, inherited),
        leastPace(settings, policySettings),
        new RetryPolicy(
            or(policySettings.retries(), settings.maxRetries()),
            quick ? or(policySettings.quickRetries(), settings.resilience().quickRetries()) : 0,
            or(policySettings.retryAfterWait(), Duration.ZERO)),
        settings.streamKeepAlive(),
        settings.streamEarlyHead(),
        settings.rejectUnsupported(),
        or(policySettings.continuation(), settings.continuation()),
        or(policySettings.contentPolicyFallback(), false),
        or(policySettings.queueTimeout(), settings.resilience().queueTimeout()),
        or(policySettings.priority(), USUAL_PRIORITY));
  }

  private static Timeouts timeouts(
      TimeoutSettings all, RoutePolicySettings policySettings, boolean inherited) {
    Duration firstToken =
        policySettings.firstToken() == null ? all.firstToken() : policySettings.firstToken();
    Duration total = policySettings.total() == null ? all.total() : policySettings.total();
    Duration response =
        policySettings.response() == null ? policySettings.idle() : policySettings.response();
    return new Timeouts(
        or(policySettings.idle(), all.idle()),
        or(response, all.response()),
        or(
            firstToken,
            inherited
                ? TimeoutSettings.INHERITED_FIRST_TOKEN
                : TimeoutSettings.DEFAULT_FIRST_TOKEN),
        firstToken == null,
        policySettings.connect(),
        policySettings.head(),
        or(total, TimeoutSettings.DEFAULT_TOTAL),
        total != null);
  }

  /** Providers whose rate the operator has not set. */
  private static Set<String> defaultRates(Settings settings) {
    Set<String> all = new HashSet<>();
    for (ProviderSettings provider : settings.providers()) {
      if (provider.rateByDefault()) {
        all.add(provider.id());
      }
    }
    return all;
  }

  private static @Nullable MinThroughput leastPace(
      Settings settings, RoutePolicySettings policySettings) {
    double tokens =
        or(policySettings.minTokensPerSecond(), settings.resilience().minTokensPerSecond());
    return tokens == 0
        ? null
        : new MinThroughput(
            tokens, or(policySettings.tokensWindow(), settings.resilience().tokensWindow()));
  }

  private static <T> T or(@Nullable T said, T otherwise) {
    return said == null ? otherwise : said;
  }

  private static Hedging hedging(HedgeSettings wanted) {
    if (!wanted.on()) {
      return Hedging.off();
    }
    HedgeBudget budget = new HedgeBudget(wanted.budgetPercent(), MOST_HEDGES_AT_ONCE, FIRST_HEDGES);
    Duration after = wanted.after();
    return after == null ? Hedging.afterQuantile(budget) : Hedging.after(after, budget);
  }
}
