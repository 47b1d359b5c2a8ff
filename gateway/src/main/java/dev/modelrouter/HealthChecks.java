package dev.modelrouter;

import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.routing.Member;
import dev.modelrouter.state.SharedState;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
 * attempt; any other answer says that it is there. Only who was put away here is taken back here:
 * what requests found (a spent rate, a refused key) a list of models cannot disprove. One event
 * loop does the asking.
 */
final class HealthChecks {
  private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 8 * 1024 * 1024;
  private static final int BROKEN = 500;

  private final Duration period;
  private final Supplier<List<Member>> members;
  private final SharedState state;
  private final AtomicBoolean attached = new AtomicBoolean();
  private final Set<String> down = new HashSet<>();

  /**
   * Checks that nobody makes yet.
   *
   * @param period between two checks of a provider; zero for none
   */
  HealthChecks(Duration period, Supplier<List<Member>> members, SharedState state) {
    this.period = period;
    this.members = members;
    this.state = state;
  }

  /** Lets this loop do the asking, if no other does; called on the loop itself. */
  void attach(Vertx vertx, UpstreamClient upstream) {
    if (!period.isZero() && attached.compareAndSet(false, true)) {
      vertx.setPeriodic(period.toMillis(), ignored -> checkAll(upstream));
    }
  }

  private void checkAll(UpstreamClient upstream) {
    for (Member member : members.get()) {
      if (member.provider() instanceof HttpProvider provider) {
        check(upstream, provider);
      }
    }
  }

  private void check(UpstreamClient upstream, HttpProvider provider) {
    UpstreamClient.Template template =
        upstream.template(provider.id(), provider.endpoint(), provider.headers());
    upstream
        .ask(template, HttpMethod.GET, provider.modelsPath(), PATIENCE, MAX_BYTES)
        .onComplete(
            reply -> checked(provider.id(), reply.status() < BROKEN, "status " + reply.status()),
            failure -> checked(provider.id(), false, String.valueOf(failure.getMessage())));
  }

  private void checked(String provider, boolean well, String what) {
    if (well && down.remove(provider)) {
      log.atInfo().addKeyValue("provider", provider).log("it is back");
      state.reset(provider);
    } else if (!well) {
      if (down.add(provider)) {
        log.atWarn().addKeyValue("provider", provider).log("it is down: {}", what);
      }
      state.failed(provider, null);
    }
  }
}
