package dev.modelrouter;

import dev.modelrouter.config.ConductSettings;
import dev.modelrouter.config.HedgeSettings;
import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.dispatch.Conduct;
import dev.modelrouter.dispatch.Conducts;
import dev.modelrouter.dispatch.DispatchPolicy;
import dev.modelrouter.dispatch.Entrance;
import dev.modelrouter.dispatch.Hedging;
import dev.modelrouter.dispatch.LeastPace;
import dev.modelrouter.dispatch.RateLine;
import dev.modelrouter.policy.AdaptiveLimit;
import dev.modelrouter.policy.ConcurrencyLimit;
import dev.modelrouter.policy.HedgeBudget;
import dev.modelrouter.policy.InFlightLimit;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.policy.Turnstile;
import dev.modelrouter.routing.Allowance;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.RouteTarget;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of the operator's settings how the exchanges of each route behave. */
final class Conducting {
  private static final int MOST_HEDGES_AT_ONCE = 10;
  private static final int USUAL_PRIORITY = 5;

  /** Where an adaptive limit begins when nobody says. */
  private static final int FIRST_GUESS = 20;

  private static final Duration RETRY_SPAN = Duration.ofSeconds(10);

  private Conducting() {}

  static Conducts of(Settings settings, ModelCatalogue models) {
    Map<String, Conduct> routes = new HashMap<>();
    for (RouteSettings route : settings.routes()) {
      routes.put(
          route.route().name().text(),
          conduct(settings, route.conduct().over(settings.defaults())));
    }
    return new Conducts(
        conduct(settings, settings.defaults()),
        routes,
        turnstiles(settings),
        rateLines(settings),
        settings.resilience().byModel(),
        settings.callers().limits(),
        models);
  }

  private static Map<String, Turnstile<Entrance>> turnstiles(Settings settings) {
    Map<String, Turnstile<Entrance>> turnstiles = new HashMap<>();
    for (ProviderSettings provider : settings.providers()) {
      int most = provider.maxInFlight();
      int first = most == 0 ? FIRST_GUESS : most;
      if (provider.adaptive()) {
        turnstiles.put(provider.id(), turnstile(new AdaptiveLimit(first, 1, 10 * first), settings));
      } else if (most > 0) {
        turnstiles.put(provider.id(), turnstile(new ConcurrencyLimit(most), settings));
      }
    }
    for (RouteSettings route : settings.routes()) {
      for (RouteTarget target : route.route().targets()) {
        for (Allowance allowance : Allowance.of(route.route(), target)) {
          int most = allowance.limits().maxInFlight();
          if (most > 0) {
            turnstiles.computeIfAbsent(
                allowance.id(), id -> turnstile(new ConcurrencyLimit(most), settings));
          }
        }
      }
    }
    return turnstiles;
  }

  private static Map<String, RateLine> rateLines(Settings settings) {
    Map<String, RateLine> lines = new HashMap<>();
    for (ProviderSettings provider : settings.providers()) {
      if (provider.perMinute() > 0) {
        lines.put(provider.id(), new RateLine(settings.resilience().queueLength()));
      }
    }
    for (RouteSettings route : settings.routes()) {
      for (RouteTarget target : route.route().targets()) {
        for (Allowance allowance : Allowance.of(route.route(), target)) {
          if (allowance.limits().perMinute() > 0) {
            lines.computeIfAbsent(
                allowance.id(), id -> new RateLine(settings.resilience().queueLength()));
          }
        }
      }
    }
    return lines;
  }

  private static Turnstile<Entrance> turnstile(InFlightLimit limit, Settings settings) {
    return new Turnstile<>(limit, settings.resilience().queueLength());
  }

  private static Conduct conduct(Settings settings, ConductSettings said) {
    DispatchPolicy policy =
        new DispatchPolicy(
            or(said.silence(), settings.providerTimeout()),
            or(said.firstToken(), settings.firstChunkTimeout()),
            said.connect(),
            said.head(),
            leastPace(settings, said),
            or(said.total(), settings.maxOperationTimeout()),
            or(said.retries(), settings.maxRetries()),
            settings.streamKeepAlive(),
            settings.streamEarlyHead(),
            settings.rejectUnsupported(),
            or(said.continuation(), settings.continuation()),
            or(said.contentPolicyFallback(), false),
            or(said.queueTimeout(), settings.resilience().queueTimeout()),
            or(said.priority(), USUAL_PRIORITY));
    RetryBudget retries =
        new RetryBudget(
            or(said.retryPercent(), settings.resilience().retryPercent()),
            or(said.retryFloor(), settings.resilience().retryFloor()),
            RETRY_SPAN);
    return new Conduct(policy, hedging(or(said.hedge(), settings.hedge())), retries);
  }

  private static @Nullable LeastPace leastPace(Settings settings, ConductSettings said) {
    double tokens = or(said.leastTokensPerSecond(), settings.resilience().leastTokensPerSecond());
    return tokens == 0
        ? null
        : new LeastPace(tokens, or(said.tokensWindow(), settings.resilience().tokensWindow()));
  }

  private static <T> T or(@Nullable T said, T otherwise) {
    return said == null ? otherwise : said;
  }

  private static Hedging hedging(HedgeSettings wanted) {
    if (!wanted.on()) {
      return Hedging.off();
    }
    HedgeBudget budget = new HedgeBudget(wanted.budgetPercent(), MOST_HEDGES_AT_ONCE);
    Duration after = wanted.after();
    return after == null ? Hedging.afterSlowTail(budget) : Hedging.after(after, budget);
  }
}
