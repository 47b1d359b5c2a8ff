package dev.modelrouter.telemetry;

import dev.modelrouter.api.Authentication;
import dev.modelrouter.api.CallListener;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The numbers an operator watches; docs/observability.md lists them, and a test holds the two
 * together. Every method may be called from any thread and costs some tens of nanoseconds: the
 * series of a route or provider are looked up by name once and then kept.
 *
 * <p>Label values become series that are kept for ever. Routes are a fixed set ({@code other} for
 * unknown paths) and providers are the configured ones; unknown methods are shown as {@code OTHER}.
 */
public final class Metrics {
  /** The media type of {@link #scrape()}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final int DEFAULT_SCRAPE = 32 * 1024;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final MetricFamilies families;
  private final ModelSeries models;
  private final ConcurrentHashMap<String, RouteSeries> routes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ProviderSeries> providers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CounterDataPoint> routesAnswered =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CounterDataPoint> routesFailed =
      new ConcurrentHashMap<>();
  private final LongAdder activeStreams = new LongAdder();
  private final LongAdder openUpstreamRequests = new LongAdder();

  /** Metrics that show the providers of the sources at 0, without those of the process. */
  public Metrics(MetricSources sources) {
    this(sources, null);
  }

  /** Metrics that show the providers of the sources at 0. */
  public Metrics(MetricSources sources, @Nullable RuntimeSources runtime) {
    families = new MetricFamilies(registry);
    CallbackGauges.register(registry, sources, activeStreams, openUpstreamRequests);
    models = new ModelSeries(families);
    LongSupplier nanoClock = runtime == null ? System::nanoTime : runtime.nanoClock();
    ProcessGauges.register(registry, sources.clock(), nanoClock);
    if (runtime != null) {
      RuntimeGauges.register(registry, runtime);
    }
    for (CallListener.Limit limit : CallListener.Limit.values()) {
      var _ = families.callersLimited.labelValues(limit.label());
    }
    for (Authentication.Reason reason : Authentication.Reason.values()) {
      var _ = families.authFailures.labelValues(reason.label());
    }
    for (String provider : sources.providers().get()) {
      var _ = provider(provider);
    }
    families.budgetRefusals.initLabelValues("retry");
    families.budgetRefusals.initLabelValues("hedge");
  }

  /**
   * Shows the memory that is limited.
   *
   * @param budgets of the heap and of direct memory
   * @param direct bytes of direct memory in use
   * @param maxDirect most bytes of it
   */
  public void show(List<MemoryUse> budgets, LongSupplier direct, long maxDirect) {
    MemoryGauges.register(registry, budgets, direct, maxDirect);
  }

  /** Shows a route at 0 before its first request. */
  public void expectRoute(String route, String method) {
    route(route).expect(method);
  }

  /**
   * A caller's request was answered, well or not.
   *
   * @param route label of the path
   * @param status HTTP status, 100 to 599
   * @param seconds from its head to the last byte of the answer
   */
  public void requestFinished(String route, String method, int status, double seconds) {
    route(route).finished(method, status, seconds);
  }

  /** So many attempts of one request were begun beside another. */
  public void hedged(int times) {
    families.hedges.inc(times);
  }

  /** A call's key was missing or wrong, or too many wrong ones came from its address. */
  public void authFailed(Authentication.Reason reason) {
    families.authFailures.labelValues(reason.label()).inc();
  }

  /** A request was refused by one of the gateway's own limits of callers. */
  public void callerLimited(CallListener.Limit limit) {
    families.callersLimited.labelValues(limit.label()).inc();
  }

  /** A request that took a configured route is over. */
  public void routeFinished(String route, boolean answered) {
    ConcurrentHashMap<String, CounterDataPoint> results = answered ? routesAnswered : routesFailed;
    CounterDataPoint known = results.get(route);
    if (known == null) {
      String result = answered ? "success" : "failure";
      known =
          results.computeIfAbsent(route, name -> families.routeRequests.labelValues(name, result));
    }
    known.inc();
  }

  /** An attempt at a model failed. */
  public void modelFailed(String provider, String model) {
    models.of(provider, model).failed().inc();
  }

  /**
   * An attempt at a model brought a whole answer.
   *
   * @param prompt tokens of the request, or negative when not known
   * @param completion tokens of the answer, or negative when not known
   */
  public void modelSucceeded(String provider, String model, long prompt, long completion) {
    ModelSeries.Series series = models.of(provider, model);
    series.succeeded().inc();
    if (prompt >= 0) {
      series.prompt().inc(prompt);
    }
    if (completion >= 0) {
      series.completion().inc(completion);
    }
  }

  /** An event loop was so late. */
  public void loopDelayed(double seconds) {
    families.loopDelay.observe(seconds);
  }

  /** An exception that nobody expected ended a request. */
  public void internalError() {
    families.internalErrors.inc();
  }

  /** So many attempts of one request asked the same target once more. */
  public void retried(int times) {
    families.retries.inc(times);
  }

  /**
   * A retry or a hedge was not made since its budget was spent.
   *
   * @param budget {@code retry} or {@code hedge}
   */
  public void budgetRefused(String budget) {
    families.budgetRefusals.labelValues(budget).inc();
  }

  /** So many times another target went on with the stream of one request. */
  public void continued(int times) {
    families.continuations.inc(times);
  }

  /** So many times one request could not wait for a target that was busy. */
  public void queueRejected(int times) {
    families.queueRejections.inc(times);
  }

  /**
   * A request waited for targets that were busy.
   *
   * @param seconds in all queues together
   */
  public void queued(double seconds) {
    families.queueTime.observe(seconds);
  }

  /** A caller left before the answer was whole. */
  public void requestCancelled(String route) {
    route(route).cancelled();
  }

  /**
   * An attempt at a provider failed.
   *
   * @param reason label of the error code
   */
  public void providerFailed(String provider, String reason) {
    provider(provider).failed(reason);
  }

  /**
   * An attempt at a provider brought a whole answer.
   *
   * @param tokens generated; negative when nobody knows
   */
  public void providerSucceeded(String provider, long tokens) {
    provider(provider).succeeded(tokens);
  }

  /**
   * The first text of a streamed answer arrived.
   *
   * @param seconds since the attempt began
   */
  public void firstToken(String provider, double seconds) {
    provider(provider).firstToken(seconds);
  }

  /** An event of a provider's stream could not be read and was passed over. */
  public void eventSkipped(String provider) {
    provider(provider).skippedEvent();
  }

  /** A streamed answer began; {@link #streamClosed} must follow exactly once. */
  public void streamOpened() {
    activeStreams.increment();
  }

  /** A streamed answer ended. */
  public void streamClosed() {
    activeStreams.decrement();
  }

  /** A request to a provider began; {@link #upstreamClosed} must follow exactly once. */
  public void upstreamOpened() {
    openUpstreamRequests.increment();
  }

  /** A request to a provider ended. */
  public void upstreamClosed() {
    openUpstreamRequests.decrement();
  }

  /** Everything as text in Prometheus' format 0.0.4, UTF-8. */
  public byte[] scrape() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(DEFAULT_SCRAPE);
    try {
      writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private RouteSeries route(String route) {
    RouteSeries series = routes.get(route);
    return series != null
        ? series
        : routes.computeIfAbsent(route, name -> new RouteSeries(families, name));
  }

  private ProviderSeries provider(String provider) {
    ProviderSeries series = providers.get(provider);
    return series != null
        ? series
        : providers.computeIfAbsent(provider, name -> new ProviderSeries(families, name));
  }
}
