package dev.modelrouter.telemetry;

import dev.modelrouter.api.Authentication;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.CallListener;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.decision.DecisionSummary;
import dev.modelrouter.dispatch.AttemptOutcome;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.ExchangeListener;
import dev.modelrouter.dispatch.ExchangeOutcome;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Turns what happens to calls, exchanges and attempts into metrics and log lines. */
public final class TelemetryListener implements ExchangeListener, CallListener {
  private static final Logger access = LoggerFactory.getLogger("modelrouter.access");
  private static final Logger log = LoggerFactory.getLogger("modelrouter.dispatch");
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int LONGEST_NAME = 128;

  private final Metrics metrics;

  /** An observer that moves these metrics. */
  public TelemetryListener(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void exchangeStarted(Exchange exchange) {
    if (exchange.request().stream()) {
      metrics.streamOpened();
    }
  }

  @Override
  public void attemptStarted(Exchange exchange, Target target) {}

  @Override
  public void onFirstToken(Exchange exchange, Target target, long nanos) {
    if (exchange.request().stream()) {
      metrics.firstToken(target.id(), nanos / NANOS_PER_SECOND);
    }
  }

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {
    metrics.eventSkipped(target.id());
    log.atWarn()
        .addKeyValue("request_id", exchange.id())
        .addKeyValue("provider", target.id())
        .log("left out a broken event: {}", why);
  }

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {
    switch (outcome) {
      case AttemptOutcome.Completed completed -> {
        Usage usage = completed.completionSummary().usage();
        metrics.providerSucceeded(target.id(), usage == null ? -1 : usage.output());
        metrics.modelSucceeded(
            target.id(),
            target.model(),
            usage == null ? -1 : usage.input(),
            usage == null ? -1 : usage.output());
      }
      case AttemptOutcome.FailedBeforeCommit failed ->
          failed(exchange, target, failed.error(), nanos);
      case AttemptOutcome.FailedMidStream failed -> failed(exchange, target, failed.error(), nanos);
      case AttemptOutcome.Cancelled ignored -> {}
    }
  }

  private void failed(Exchange exchange, Target target, GatewayError error, long nanos) {
    if (error.code() != ErrorCode.CALLER_TIMEOUT) {
      metrics.providerFailed(target.id(), error.code().label());
      metrics.modelFailed(target.id(), target.model());
    }
    log.atWarn()
        .addKeyValue("request_id", exchange.id())
        .addKeyValue("provider", target.id())
        .addKeyValue("model", target.model())
        .addKeyValue("error", error.code().label())
        .addKeyValue("duration_ms", millis(nanos))
        .log("attempt failed: {}", error.message());
  }

  @Override
  public void internalError(String id, Throwable bug) {
    metrics.internalError();
    log.atError().addKeyValue("request_id", id).setCause(bug).log("internal error");
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {
    if (exchange.request().stream()) {
      metrics.streamClosed();
    }
    if (exchange.hedges() > 0) {
      metrics.hedged(exchange.hedges());
    }
    RoutingTrace routingTrace = exchange.routingTrace();
    if (routingTrace != null) {
      metrics.routeFinished(
          routingTrace.route().name().text(), outcome instanceof ExchangeOutcome.Answered);
    }
    if (exchange.retries() > 0) {
      metrics.retried(exchange.retries());
    }
    if (exchange.retryBudgetExhausted()) {
      metrics.budgetRefused("retry");
    }
    if (exchange.hedgeBudgetExhausted()) {
      metrics.budgetRefused("hedge");
    }
    if (exchange.queued() > 0) {
      metrics.queued(exchange.queuedNanos() / NANOS_PER_SECOND);
    }
    if (exchange.queueRejections() > 0) {
      metrics.queueRejected(exchange.queueRejections());
    }
    int continuations = exchange.continuedFrom().size();
    if (continuations > 0) {
      metrics.continued(continuations);
    }
  }

  @Override
  public void callLimited(Call call, Limit limit) {
    metrics.callerLimited(limit);
  }

  @Override
  public void callDenied(Call call, Authentication.Reason reason) {
    metrics.authFailed(reason);
  }

  @Override
  public void callFinished(Call call, int status, long nanos) {
    String route = call.route();
    metrics.requestFinished(
        route, call.request().method().name(), status, nanos / NANOS_PER_SECOND);
    if (status == Call.LEFT) {
      metrics.requestCancelled(route);
    }
    // Probes and scrapers come every few seconds, for ever.
    Level level = probe(route) ? Level.DEBUG : Level.INFO;
    if (!access.isEnabledForLevel(level)) {
      return;
    }
    LoggingEventBuilder line =
        access
            .atLevel(level)
            .addKeyValue("request_id", call.id())
            .addKeyValue("method", call.request().method().name())
            .addKeyValue("route", route)
            .addKeyValue("status", status)
            .addKeyValue("duration_ms", millis(nanos))
            .addKeyValue("bytes_in", call.bytesIn())
            .addKeyValue("bytes_out", call.bytesOut());
    String caller = call.caller();
    if (!caller.isEmpty()) {
      line = line.addKeyValue("caller", caller);
    }
    // Without keys the caller's name is its address.
    if (!caller.startsWith("address:")) {
      line = line.addKeyValue("address", call.address());
    }
    Authentication.Reason denied = call.denied();
    if (denied != null) {
      line = line.addKeyValue("denied", denied.label());
    }
    Exchange exchange = call.exchange();
    (exchange == null ? line : exchange(line, call, exchange)).log("request");
  }

  private static boolean probe(String route) {
    return route.startsWith("/health") || route.equals("/metrics");
  }

  private static LoggingEventBuilder exchange(
      LoggingEventBuilder line, Call call, Exchange exchange) {
    LoggingEventBuilder counted =
        line.addKeyValue("model_asked", modelAsked(exchange.request().model()))
            .addKeyValue("attempts", exchange.attempts());
    if (exchange.request().stream()) {
      counted = counted.addKeyValue("stream", true);
    }
    long firstToken = call.firstTokenNanos();
    if (firstToken >= 0) {
      counted = counted.addKeyValue("first_token_ms", millis(firstToken));
    }
    String decision = DecisionSummary.of(exchange);
    if (decision != null) {
      counted = counted.addKeyValue("decision", decision);
    }
    if (exchange.hedges() > 0) {
      counted = counted.addKeyValue("hedges", exchange.hedges());
    }
    @Nullable ExchangeOutcome outcome = exchange.outcome();
    return switch (outcome) {
      case ExchangeOutcome.Answered answered ->
          answer(continued(counted, exchange), answered.completionSummary());
      case ExchangeOutcome.Failed failed ->
          continued(counted, exchange).addKeyValue("error", failed.error().code().label());
      case ExchangeOutcome.Cancelled ignored -> {
        Target target = exchange.target();
        LoggingEventBuilder asked =
            target == null ? counted : counted.addKeyValue("provider", target.id());
        yield asked.addKeyValue("error", "CANCELLED");
      }
      case null -> counted;
    };
  }

  private static LoggingEventBuilder continued(LoggingEventBuilder line, Exchange exchange) {
    return exchange.continuedFrom().isEmpty()
        ? line
        : line.addKeyValue("continued_from", String.join(",", exchange.continuedFrom()));
  }

  private static LoggingEventBuilder answer(
      LoggingEventBuilder line, CompletionSummary completionSummary) {
    LoggingEventBuilder named =
        line.addKeyValue("provider", completionSummary.provider())
            .addKeyValue("model", completionSummary.model());
    Usage usage = completionSummary.usage();
    return usage == null
        ? named
        : named
            .addKeyValue("tokens_prompt", usage.input())
            .addKeyValue("tokens_completion", usage.output());
  }

  /** What the caller asked for, shortened: it may be any text. */
  private static String modelAsked(ModelId asked) {
    String provider = asked.provider();
    String model = asked.model();
    String name =
        provider == null
            ? (model == null ? "auto" : model)
            : provider + "/" + (model == null ? "auto" : model);
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }

  /** Milliseconds with three digits after the point. */
  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 1_000) / 1_000.0;
  }
}
