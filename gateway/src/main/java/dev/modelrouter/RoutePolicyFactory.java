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
final class RoutePolicyFactory {
  private static final int MAX_HEDGES_AT_ONCE = 10;

  /** Hedges of a fresh process, before requests have saved any up. */
  private static final int FIRST_HEDGES = 5;

  private static final int DEFAULT_PRIORITY = 5;

  /** Of exchanges that no route leads; no route can have this name. */
  private static final String DEFAULT = "";

  /** Where an adaptive limit begins when nobody says. */
  private static final int FIRST_GUESS = 20;

  private static final Duration RETRY_SPAN = Duration.ofSeconds(10);

  /** All that is said of a limit of attempts in flight. */
  private record ConcurrencyLimitKey(String name, int max, boolean adaptive, int queue) {}

  /** All that is said of a line before a rate. */
  private record RateQueueKey(String name, int perMinute, int queue) {}

  /** All that is said of a route's retries. */
  private record RetryBudgetKey(String route, int percent, int floor) {}

  /** All that is said of a route's hedging. */
  private record HedgingKey(String route, HedgeSettings wanted) {}

  private final ReloadStableCache<ConcurrencyLimitKey, QueueingLimiter<AttemptAdmission>>
      concurrencyLimits = new ReloadStableCache<>();
  private final ReloadStableCache<RateQueueKey, RateLimitQueue> rateQueues =
      new ReloadStableCache<>();
  private final ReloadStableCache<RetryBudgetKey, RetryBudget> retryBudgets =
      new ReloadStableCache<>();
  private final ReloadStableCache<HedgingKey, Hedging> hedgings = new ReloadStableCache<>();
  private final FirstTokenLatencies firstTokens = new FirstTokenLatencies();

  RoutePolicies of(Settings settings, ModelCatalogue models) {
    concurrencyLimits.update();
    rateQueues.update();
    retryBudgets.update();
    hedgings.update();
    Map<String, RoutePolicy> routes = new HashMap<>();
    for (RouteSettings route : settings.routes()) {
      routes.put(
          route.route().name().text(),
          routePolicy(
              settings, route.route().name().text(), route.policy().over(settings.defaults())));
    }
    return new RoutePolicies(
        routePolicy(settings, DEFAULT, settings.defaults()),
        routes,
        concurrencyLimits(settings),
        rateQueues(settings),
        new BreakerScope(
            settings.resilience().breaker().byModel(),
            settings.resilience().breaker().inheritedBlacklist()),
        defaultRates(settings),
        firstTokens,
        settings.callers().limits(),
        models);
  }

  private Map<String, QueueingLimiter<AttemptAdmission>> concurrencyLimits(Settings settings) {
    Map<String, QueueingLimiter<AttemptAdmission>> all = new HashMap<>();
    int line = settings.resilience().queueLength();
    for (ProviderSettings provider : settings.providers()) {
      int max = provider.maxInFlight();
      if (provider.adaptive() || max > 0) {
        all.put(
            provider.id(),
            concurrencyLimit(
                new ConcurrencyLimitKey(provider.id(), max, provider.adaptive(), line)));
      }
    }
    for (RouteSettings route : settings.routes()) {
      for (RouteTarget target : route.route().targets()) {
        for (NamedLimits namedLimits : NamedLimits.of(route.route(), target)) {
          int max = namedLimits.routeLimits().maxInFlight();
          if (max > 0) {
            all.put(
                namedLimits.id(),
                concurrencyLimit(new ConcurrencyLimitKey(namedLimits.id(), max, false, line)));
          }
        }
      }
    }
    return all;
  }

  private QueueingLimiter<AttemptAdmission> concurrencyLimit(ConcurrencyLimitKey key) {
    return concurrencyLimits.get(key, () -> new QueueingLimiter<>(limit(key), key.queue()));
  }

  private static ConcurrencyLimiter limit(ConcurrencyLimitKey key) {
    int first = key.max() == 0 ? FIRST_GUESS : key.max();
    return key.adaptive()
        ? new AdaptiveConcurrencyLimiter(first, 1, 10 * first)
        : new FixedConcurrencyLimiter(key.max());
  }

  private Map<String, RateLimitQueue> rateQueues(Settings settings) {
    Map<String, RateLimitQueue> all = new HashMap<>();
    int line = settings.resilience().queueLength();
    for (ProviderSettings provider : settings.providers()) {
      if (provider.perMinute() > 0) {
        all.put(
            provider.id(), rateQueue(new RateQueueKey(provider.id(), provider.perMinute(), line)));
      }
    }
    for (RouteSettings route : settings.routes()) {
      for (RouteTarget target : route.route().targets()) {
        for (NamedLimits namedLimits : NamedLimits.of(route.route(), target)) {
          int perMinute = namedLimits.routeLimits().perMinute();
          if (perMinute > 0) {
            all.put(
                namedLimits.id(), rateQueue(new RateQueueKey(namedLimits.id(), perMinute, line)));
          }
        }
      }
    }
    return all;
  }

  private RateLimitQueue rateQueue(RateQueueKey key) {
    return rateQueues.get(key, () -> new RateLimitQueue(key.queue()));
  }

  private RoutePolicy routePolicy(
      Settings settings, String route, RoutePolicySettings policySettings) {
    RetryBudgetKey retryBudgetKey =
        new RetryBudgetKey(
            route,
            or(policySettings.retryPercent(), settings.resilience().retryPercent()),
            or(policySettings.retryFloor(), settings.resilience().retryFloor()));
    HedgingKey hedgingKey = new HedgingKey(route, or(policySettings.hedge(), settings.hedge()));
    return new RoutePolicy(
        policy(settings, route, policySettings, false),
        policy(settings, route, policySettings, true),
        hedgings.get(hedgingKey, () -> hedging(hedgingKey.wanted())),
        retryBudgets.get(
            retryBudgetKey,
            () -> new RetryBudget(retryBudgetKey.percent(), retryBudgetKey.floor(), RETRY_SPAN)));
  }

  /**
   * What is said of one route.
   *
   * @param inherited for callers of {@code /chat} and {@code /stream}
   */
  private static DispatchPolicy policy(
      Settings settings, String route, RoutePolicySettings policySettings, boolean inherited) {
    // Without a route these callers were promised the next target at once.
    boolean quick = !inherited || !route.equals(DEFAULT);
    return new DispatchPolicy(
        timeouts(settings.timeouts(), policySettings, inherited),
        minThroughput(settings, policySettings),
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
        or(policySettings.priority(), DEFAULT_PRIORITY));
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

  private static @Nullable MinThroughput minThroughput(
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
    HedgeBudget budget = new HedgeBudget(wanted.budgetPercent(), MAX_HEDGES_AT_ONCE, FIRST_HEDGES);
    Duration after = wanted.after();
    return after == null ? Hedging.afterQuantile(budget) : Hedging.after(after, budget);
  }
}
