package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The counters and histograms by name, before any label has a value. */
final class MetricFamilies {
  private static final double[] LATENCY = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120
  };
  private static final double[] FIRST_TOKEN = {
    0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30
  };
  private static final double[] LOOP_DELAY = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };
  private static final double[] TOKENS = {
    1, 4, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384
  };

  final Counter requests;
  final Histogram latency;
  final Counter cancelled;
  final Counter failures;
  final Counter successes;
  final Histogram tokens;
  final Histogram firstToken;
  final Counter skippedEvents;
  final Counter hedges;
  final Counter authFailures;
  final Counter callersLimited;
  final Counter routeRequests;
  final Counter modelAttempts;
  final Counter modelTokens;
  final Histogram loopDelay;
  final Counter internalErrors;
  final Counter retries;
  final Counter budgetRefusals;
  final Counter continuations;
  final Counter queueRejections;
  final Histogram queueTime;

  MetricFamilies(PrometheusRegistry registry) {
    requests =
        counter(
            registry,
            "modelrouter_requests_total",
            "Requests answered.",
            "route",
            "method",
            "status");
    latency =
        histogram(
            registry,
            "modelrouter_request_latency_seconds",
            "Time from a request's head to the last byte of its answer.",
            "route",
            LATENCY);
    cancelled =
        counter(
            registry,
            "modelrouter_cancelled_total",
            "Requests whose caller left before the answer was whole.",
            "route");
    failures =
        counter(
            registry,
            "modelrouter_provider_failures_total",
            "Attempts at a provider that failed.",
            "provider",
            "reason");
    successes =
        counter(
            registry,
            "modelrouter_provider_success_total",
            "Attempts at a provider that brought a whole answer.",
            "provider");
    tokens =
        histogram(
            registry, "modelrouter_tokens_generated", "Tokens of one answer.", "provider", TOKENS);
    firstToken =
        histogram(
            registry,
            "modelrouter_time_to_first_token_seconds",
            "Time from the start of a streamed attempt to its first text.",
            "provider",
            FIRST_TOKEN);
    hedges =
        counter(
            registry,
            "modelrouter_hedges_total",
            "Attempts that were begun beside one that took too long to its first text.");
    callersLimited =
        counter(
            registry,
            "modelrouter_callers_limited_total",
            "Requests refused by the gateway's own limits of callers.",
            "limit");
    routeRequests =
        counter(
            registry,
            "modelrouter_route_requests_total",
            "Requests by the configured route that they took.",
            "route",
            "result");
    modelAttempts =
        counter(
            registry,
            "modelrouter_model_attempts_total",
            "Attempts by provider and model.",
            "provider",
            "model",
            "result");
    modelTokens =
        counter(
            registry,
            "modelrouter_model_tokens_total",
            "Tokens by provider and model, as the provider counted them.",
            "provider",
            "model",
            "kind");
    loopDelay =
        Histogram.builder()
            .name("modelrouter_event_loop_delay_seconds")
            .help("How late event loops are, measured four times a second on each.")
            .classicOnly()
            .classicUpperBounds(LOOP_DELAY)
            .withoutExemplars()
            .register(registry);
    authFailures =
        counter(
            registry,
            "modelrouter_auth_failures_total",
            "Calls whose key was missing or wrong, or whose address had sent too many wrong ones.",
            "reason");
    internalErrors =
        counter(
            registry,
            "modelrouter_internal_errors_total",
            "Requests that an unexpected exception ended, a bug of the gateway's own.");
    retries =
        counter(
            registry,
            "modelrouter_retries_total",
            "Attempts that asked the same target once more.");
    budgetRefusals =
        counter(
            registry,
            "modelrouter_budget_refusals_total",
            "Requests for which a retry or a hedge was not made since its budget was spent.",
            "budget");
    continuations =
        counter(
            registry,
            "modelrouter_continuations_total",
            "Streams that broke off and were continued by another target.");
    queueRejections =
        counter(
            registry,
            "modelrouter_queue_rejections_total",
            "Times that a request could not wait for a busy target: the queue was full or too"
                + " long.");
    queueTime =
        Histogram.builder()
            .name("modelrouter_queue_time_seconds")
            .help("Time that a request waited in queues for busy targets, of those that waited.")
            .classicOnly()
            .classicUpperBounds(LATENCY)
            .withoutExemplars()
            .register(registry);
    skippedEvents =
        counter(
            registry,
            "modelrouter_skipped_events_total",
            "Events of a provider's stream that could not be read and were passed over.",
            "provider");
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, String label, double... bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry);
  }
}
