package dev.modelrouter;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.FailureKind;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.routing.Deployment;
import dev.modelrouter.routing.DeploymentPool;
import dev.modelrouter.state.SharedState;
import dev.modelrouter.upstream.UpstreamClient;
import dev.modelrouter.wire.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the providers again and again for the list of their models, so that one that is down is put
 * away before a request finds out, and one that came back is used again at once.
 *
 * <p>Whoever cannot be reached, is silent, or answers with 5xx is put away as after a failed
 * attempt, and from the second time on until the next check is over; any other answer says that it
 * is there. Of a provider with several addresses each is asked by itself. Only who was put away
 * here is taken back here: what requests found (a spent rate, a refused key) a list of models
 * cannot disprove. One event loop does the asking.
 */
final class HealthChecks {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 8 * 1024 * 1024;
  private static final int BROKEN = 500;

  private final Duration period;
  private final Supplier<List<ConfiguredProvider>> providers;
  private final SharedState state;
  private final AtomicBoolean attached = new AtomicBoolean();
  private final Set<String> down = new HashSet<>();
  private final Set<String> asking = new HashSet<>();

  /**
   * Checks that nobody makes yet.
   *
   * @param period between two checks of a provider; zero for none
   */
  HealthChecks(Duration period, Supplier<List<ConfiguredProvider>> members, SharedState state) {
    this.period = period;
    this.providers = members;
    this.state = state;
  }

  /** Lets this loop do the asking, if no other does; called on the loop itself. */
  void attach(Vertx vertx, UpstreamClient upstream) {
    if (!period.isZero() && attached.compareAndSet(false, true)) {
      vertx.setPeriodic(period.toMillis(), ignored -> checkAll(upstream));
    }
  }

  private void checkAll(UpstreamClient upstream) {
    for (ConfiguredProvider configured : providers.get()) {
      if (configured.provider() instanceof HttpProvider provider) {
        DeploymentPool deployments = configured.deployments();
        if (deployments == null || !deployments.severalPlaces()) {
          check(upstream, provider, List.of(provider.id()));
        } else {
          checkPlaces(upstream, deployments);
        }
      }
    }
  }

  /** Each address by itself: what is found is held against the ways that lead to it. */
  private void checkPlaces(UpstreamClient upstream, DeploymentPool deployments) {
    Map<Endpoint, List<String>> ways = new LinkedHashMap<>();
    Map<Endpoint, HttpProvider> first = new HashMap<>();
    for (Deployment deployment : deployments.all()) {
      if (deployment.provider() instanceof HttpProvider provider) {
        ways.computeIfAbsent(provider.endpoint(), place -> new ArrayList<>()).add(deployment.id());
        first.putIfAbsent(provider.endpoint(), provider);
      }
    }
    first.forEach(
        (place, provider) -> check(upstream, provider, ways.getOrDefault(place, List.of())));
  }

  private void check(UpstreamClient upstream, HttpProvider provider, List<String> names) {
    String name = names.getFirst();
    if (!asking.add(name)) {
      return;
    }
    UpstreamClient.RequestTemplate requestTemplate =
        upstream.template(provider.id(), provider.endpoint(), provider.headers(), provider.query());
    upstream
        .ask(requestTemplate, HttpMethod.GET, provider.modelsPath(), TIMEOUT, MAX_BYTES)
        .onComplete(
            fetchedResponse ->
                checked(
                    names, fetchedResponse.status() < BROKEN, "status " + fetchedResponse.status()),
            failure -> checked(names, false, String.valueOf(failure.getMessage())));
  }

  private void checked(List<String> names, boolean well, String what) {
    String name = names.getFirst();
    asking.remove(name);
    if (well) {
      if (down.remove(name)) {
        log.atInfo().addKeyValue("provider", name).log("it is back");
        names.forEach(state::reset);
      }
      return;
    }
    // Who is still down stays away until the next check is over: no request has to find out.
    Duration until = down.contains(name) ? period.plus(TIMEOUT) : null;
    if (down.add(name)) {
      log.atWarn().addKeyValue("provider", name).log("it is down: {}", what);
    }
    BreakerFailure failure = new BreakerFailure(FailureKind.UNREACHABLE, "HEALTH_CHECK", until);
    names.forEach(each -> state.recordFailure(each, failure));
  }
}
