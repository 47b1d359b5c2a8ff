package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/** What is not counted here but asked for when the metrics are read. */
final class CallbackGauges {
  /** Callers may name any model. */
  private static final int MAX_PARTS = 100;

  private CallbackGauges() {}

  static void register(
      PrometheusRegistry registry,
      MetricSources sources,
      LongAdder activeStreams,
      LongAdder openUpstreamRequests) {
    GaugeWithCallback.builder()
        .name("modelrouter_active_streams")
        .help("Streamed answers that are open now.")
        .callback(gauge -> gauge.call((double) activeStreams.sum()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_open_upstream_requests")
        .help("Requests to providers that are open now.")
        .callback(gauge -> gauge.call((double) openUpstreamRequests.sum()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_providers_blacklisted")
        .help("Whether the circuit of a provider is open now: 1 or 0.")
        .labelNames("provider")
        .callback(gauge -> blacklisted(gauge, sources))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_parts_blacklisted")
        .help("Keys, addresses and models of a provider whose own circuits are open now.")
        .labelNames("provider")
        .callback(gauge -> each(gauge, sources, name -> sources.openCircuits().apply(name).size()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_circuit_open")
        .help(
            "Keys, addresses and models whose circuit is open now: 1; of others there is no"
                + " series.")
        .labelNames("provider", "part")
        .callback(gauge -> openCircuits(gauge, sources))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_waiting_requests")
        .help("Requests that wait now for a provider that has as many under way as it may.")
        .labelNames("provider")
        .callback(gauge -> each(gauge, sources, sources.waiting()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_route_waiting_requests")
        .help("Requests that wait now at a limit of a route, or of one of its targets.")
        .labelNames("limit")
        .callback(
            gauge ->
                sources
                    .waitingAtRoutes()
                    .get()
                    .forEach((limit, waiting) -> gauge.call(waiting, limit)))
        .register(registry);
    CounterWithCallback.builder()
        .name("modelrouter_log_lines_dropped_total")
        .help("Log lines that were lost because they came faster than they could be written.")
        .callback(counter -> counter.call((double) sources.droppedLogLines().getAsLong()))
        .register(registry);
    CounterWithCallback.builder()
        .name("modelrouter_config_reloads_total")
        .help("Times the configuration was read anew: put to use, unchanged, or refused.")
        .labelNames("result")
        .callback(counter -> reloads(counter, sources))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_config_current")
        .help("Whether the configuration in use is the one last read: 1, or 0 if that was refused.")
        .callback(gauge -> gauge.call(sources.reloads().get().current() ? 1 : 0))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_config_restart_pending")
        .help("Settings that have changed and are used only after a restart.")
        .callback(gauge -> gauge.call(sources.reloads().get().restartPending()))
        .register(registry);
    BooleanSupplier redisUp = sources.redisUp();
    if (redisUp != null) {
      GaugeWithCallback.builder()
          .name("modelrouter_state_redis_up")
          .help("Whether Redis answers: 1, or 0 while the gateway goes on with its own memory.")
          .callback(gauge -> gauge.call(redisUp.getAsBoolean() ? 1 : 0))
          .register(registry);
    }
  }

  private static void reloads(CounterWithCallback.Callback counter, MetricSources sources) {
    ReloadCounts counts = sources.reloads().get();
    counter.call((double) counts.applied(), "applied");
    counter.call((double) counts.unchanged(), "unchanged");
    counter.call((double) counts.refused(), "refused");
  }

  private static void each(
      GaugeWithCallback.Callback gauge, MetricSources sources, ToIntFunction<String> count) {
    for (String provider : sources.providers().get()) {
      gauge.call(count.applyAsInt(provider), provider);
    }
  }

  private static void openCircuits(GaugeWithCallback.Callback gauge, MetricSources sources) {
    for (String provider : sources.providers().get()) {
      List<String> open = sources.openCircuits().apply(provider);
      for (String name : open.subList(0, Math.min(open.size(), MAX_PARTS))) {
        gauge.call(1, provider, name.substring(provider.length()));
      }
    }
  }

  private static void blacklisted(GaugeWithCallback.Callback gauge, MetricSources sources) {
    for (String provider : sources.providers().get()) {
      gauge.call(sources.blacklisted().test(provider) ? 1 : 0, provider);
    }
  }
}
