package dev.modelrouter;

import dev.modelrouter.api.AccessKeys;
import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.CallerAdmission;
import dev.modelrouter.api.CertificateReloader;
import dev.modelrouter.api.Cors;
import dev.modelrouter.api.EndpointAdmission;
import dev.modelrouter.api.FailedKeys;
import dev.modelrouter.api.HttpListener;
import dev.modelrouter.api.HttpRequestRouter;
import dev.modelrouter.api.LocalAccess;
import dev.modelrouter.api.RequestMemory;
import dev.modelrouter.api.ServerCertificate;
import dev.modelrouter.api.responses.ResponseStore;
import dev.modelrouter.api.responses.StoredResponseEndpoints;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.config.ApiKey;
import dev.modelrouter.config.BreakerSettings;
import dev.modelrouter.config.Secret;
import dev.modelrouter.config.Settings;
import dev.modelrouter.config.TlsFiles;
import dev.modelrouter.decision.DecisionLog;
import dev.modelrouter.dispatch.AnswerMemory;
import dev.modelrouter.dispatch.CompositeExchangeListener;
import dev.modelrouter.dispatch.Dispatcher;
import dev.modelrouter.dispatch.ExchangeListener;
import dev.modelrouter.dispatch.OutputMemory;
import dev.modelrouter.dispatch.TargetStats;
import dev.modelrouter.dispatch.WorkerPool;
import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.socket.DirectMemory;
import dev.modelrouter.state.RoundTripTimes;
import dev.modelrouter.state.SharedState;
import dev.modelrouter.state.SharedStates;
import dev.modelrouter.state.StateTiming;
import dev.modelrouter.telemetry.FileDescriptors;
import dev.modelrouter.telemetry.GarbageCollection;
import dev.modelrouter.telemetry.MemoryUse;
import dev.modelrouter.telemetry.MetricSources;
import dev.modelrouter.telemetry.Metrics;
import dev.modelrouter.telemetry.ReloadCounts;
import dev.modelrouter.telemetry.RuntimeSources;
import dev.modelrouter.telemetry.TelemetryListener;
import dev.modelrouter.upstream.TrustedAuthorities;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway: the composition root. Everything is made here and handed to whoever needs it; what a
 * request goes through stands in {@link RequestPath}.
 */
public final class Gateway {
  /** Fewer file descriptors than this are worth a warning. */
  private static final long MIN_DESCRIPTORS = 4_096;

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final Duration PROBE_MARGIN = Duration.ofSeconds(5);

  /** How long one probe without a verdict keeps the next from going. */
  private static final Duration PROBE_LEASE = Duration.ofSeconds(15);

  private static final Duration CERTIFICATE_LOOK = Duration.ofSeconds(2);
  private static final long DRAIN_POLL_MILLIS = 50;
  private static final int DECISIONS_KEPT = 2_000;
  private static final long MEBIBYTE = 1024 * 1024;

  private final Vertx vertx;
  private final Settings settings;
  private final @Nullable ConfigReloader configReloader;
  private final ActiveProviders activeProviders;
  private final OllamaDetector ollama;
  private final SharedState state;
  private final Metrics metrics;
  private final TelemetryListener telemetryListener;
  private final ModelDiscovery directory;
  private final HealthChecks checks;
  private final HealthEndpoints healthEndpoints;
  private final TargetStats targetStats;
  private final ModelCatalogue shipped = ModelCatalogue.load();
  private volatile ModelCatalogue models;
  private volatile AccessKeys callers;
  private volatile AccessKeys operators;
  private final DecisionLog decisions;
  private final ExchangeListener listener;
  private final ResponseStore responses;
  private final MemoryBudgets memory;
  private final WorkerPool workers;
  private final LongSupplier nanoClock = System::nanoTime;
  private final FailedKeys failedKeys;
  private final FailedKeys failedOperatorKeys;
  private final List<GatewayVerticle> loops = new CopyOnWriteArrayList<>();
  private final GarbageCollection collections = new GarbageCollection();
  private volatile Instant certificateExpiry = Instant.EPOCH;
  private final Promise<Void> noticed = Promise.promise();
  private volatile boolean hastened;
  private final @Nullable TrustOptions trust;
  private volatile List<String> routes = List.of();
  private volatile boolean draining;
  private volatile boolean stopping;

  private Gateway(
      Vertx vertx,
      Settings settings,
      @Nullable Callable<Settings> source,
      SharedState state,
      @Nullable TrustOptions trust,
      int eventLoops,
      LongSupplier droppedLogLines) {
    this.vertx = vertx;
    this.trust = trust;
    this.settings = settings;
    this.configReloader =
        source == null ? null : new ConfigReloader(vertx, source, nanoClock, settings, this::use);
    this.state = state;
    this.memory = MemoryBudgets.of(settings.memory());
    this.workers = WorkerPool.beside(vertx, eventLoops);
    this.targetStats = new TargetStats(nanoClock);
    this.models = shipped.with(settings.models());
    this.callers = callers(settings);
    this.operators = operators(settings);
    this.decisions = new DecisionLog(DECISIONS_KEPT, InstantSource.system());
    this.activeProviders =
        new ActiveProviders(
            settings,
            nanoClock,
            new LiveTargetStatus(
                state,
                targetStats,
                this::models,
                this::byModel,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextLong()),
            this::models);
    this.ollama = new OllamaDetector(vertx, activeProviders);
    this.metrics =
        new Metrics(
            new MetricSources(
                activeProviders::names,
                state::blacklisted,
                state::openParts,
                name -> activeProviders.policies().routePolicies().waiting(name),
                () -> activeProviders.policies().routePolicies().waitingAtRoutes(),
                droppedLogLines,
                settings.redisUrl() == null ? null : () -> state.mode().equals("redis"),
                configReloader == null ? () -> ReloadCounts.NONE : configReloader::counts,
                InstantSource.system()),
            new RuntimeSources(
                Version.read(),
                nanoClock,
                collections,
                settings.transport().tls() == null ? null : () -> certificateExpiry,
                redisTimes(state)));
    this.metrics.show(
        List.of(
            use("requests", memory.requests()),
            use("answers", memory.answers()),
            use("output", memory.output())),
        DirectMemory::used,
        DirectMemory.max());
    this.telemetryListener = new TelemetryListener(metrics);
    ExchangeListener both = new CompositeExchangeListener(telemetryListener, targetStats);
    // Without operators nobody could read the records.
    this.listener =
        settings.adminKey() == null ? both : new CompositeExchangeListener(both, decisions);
    this.directory =
        new ModelDiscovery(
            activeProviders::listed,
            activeProviders::routeNames,
            () -> activeProviders.settings().access().onlyRoutes(),
            InstantSource.system().instant().getEpochSecond());
    this.checks =
        new HealthChecks(
            settings.healthChecks(), () -> activeProviders.router().providers(), state);
    this.responses =
        new ResponseStore(
            settings.responses().max(),
            settings.responses().mebibytes() * MEBIBYTE,
            settings.responses().keep(),
            nanoClock);
    int failuresPerMinute = settings.access().failedKeysPerMinute();
    this.failedKeys = new FailedKeys(failuresPerMinute, nanoClock);
    this.failedOperatorKeys = new FailedKeys(failuresPerMinute, nanoClock);
    this.healthEndpoints =
        new HealthEndpoints(
            activeProviders,
            state,
            configReloader,
            new RecentLosses(droppedLogLines, nanoClock),
            () -> draining);
  }

  private static MemoryUse use(String name, MemoryBudget budget) {
    return new MemoryUse(name, budget::used, budget.limit(), budget::rejections);
  }

  /**
   * Starts a gateway.
   *
   * @param vertx its event loops; the caller closes it after {@link #stop}
   * @param eventLoops how many of them carry exchanges, at least 1
   * @param droppedLogLines how many log lines were dropped so far
   * @return the gateway, answering; or why it could not
   */
  public static Future<Gateway> start(
      Vertx vertx, Settings settings, int eventLoops, LongSupplier droppedLogLines) {
    return start(vertx, settings, null, eventLoops, droppedLogLines);
  }

  /**
   * Starts a gateway whose configuration may change.
   *
   * @param source reads the configuration anew; null for one that stays as it is
   */
  public static Future<Gateway> start(
      Vertx vertx,
      Settings settings,
      @Nullable Callable<Settings> source,
      int eventLoops,
      LongSupplier droppedLogLines) {
    BreakerSettings breaker = settings.resilience().breaker();
    // A probe has one operation's time for its verdict where that is bounded.
    Duration total = settings.timeouts().total();
    StateTiming timing =
        StateTiming.inService(
                breaker.base(),
                breaker.max(),
                total == null ? PROBE_LEASE : total.plus(PROBE_MARGIN))
            .withPauses(breaker.longMax(), breaker.maxRetryAfter())
            .with(breaker.threshold())
            .withRedisLimit(settings.redisTimeout());
    Secret redis = settings.redisUrl();
    return certificate(vertx, settings.transport().tls())
        .compose(
            certificate ->
                trust(vertx, settings.transport().authorities())
                    .compose(
                        trust ->
                            SharedStates.open(
                                    vertx,
                                    redis == null ? null : redis.reveal(),
                                    timing,
                                    UUID.randomUUID().toString())
                                .compose(
                                    state ->
                                        new Gateway(
                                                vertx,
                                                settings,
                                                source,
                                                state,
                                                trust,
                                                eventLoops,
                                                droppedLogLines)
                                            .start(eventLoops, certificate))));
  }

  private static Future<@Nullable TrustOptions> trust(Vertx vertx, @Nullable Path authorities) {
    return authorities == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(() -> TrustedAuthorities.with(authorities));
  }

  private static Future<@Nullable ServerCertificate> certificate(
      Vertx vertx, @Nullable TlsFiles files) {
    return files == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> ServerCertificate.read(vertx, files.certificate(), files.key()));
  }

  private Future<Gateway> start(int eventLoops, @Nullable ServerCertificate certificate) {
    return ollama
        .settle()
        .compose(found -> deploy(eventLoops, certificate))
        .onSuccess(
            ignored -> {
              if (certificate != null) {
                certificateExpiry = certificate.notAfter();
              }
              watchCertificate();
              // Their loading takes longer than a request may wait.
              vertx.executeBlocking(
                  () -> {
                    collections.load();
                    return true;
                  },
                  false);
              announce(certificate);
            })
        .map(this);
  }

  private void watchCertificate() {
    TlsFiles files = settings.transport().tls();
    if (files != null) {
      // All loops share one port, so one of them shows the new certificate for all.
      CertificateReloader.start(
          vertx,
          files.certificate(),
          files.key(),
          CERTIFICATE_LOOK,
          certificate ->
              loops
                  .getFirst()
                  .use(certificate)
                  .onSuccess(ignored -> certificateExpiry = certificate.notAfter()));
    }
  }

  /**
   * Makes a configuration the one in use: of providers, routes and how they conduct themselves.
   * Exchanges under way keep theirs.
   */
  public void use(Settings changed) {
    models = shipped.with(changed.models());
    callers = callers(changed);
    operators = operators(changed);
    activeProviders.use(changed);
    settleRoster();
  }

  private static RuntimeSources.@Nullable RoundTrips redisTimes(SharedState state) {
    RoundTripTimes times = state.roundTrips();
    return times == null ? null : new RuntimeSources.RoundTrips(times::count, times::totalNanos);
  }

  private static AccessKeys callers(Settings settings) {
    AccessKeys keys = AccessKeys.OPEN;
    for (ApiKey one : settings.apiKeys()) {
      keys = keys.and(one.key().reveal(), one.name());
    }
    return keys;
  }

  private static AccessKeys operators(Settings settings) {
    Secret key = settings.adminKey();
    return key == null ? AccessKeys.CLOSED : AccessKeys.CLOSED.and(key.reveal(), "operator");
  }

  private boolean byModel() {
    return activeProviders.policies().routePolicies().breakers().byModel();
  }

  private ModelCatalogue models() {
    return models;
  }

  private void settleRoster() {
    ollama
        .settle()
        .onFailure(failure -> log.error("cannot look for Ollama: {}", failure.toString()));
  }

  /** The port it listens on. */
  public int port() {
    return loops.getFirst().port();
  }

  /** What Prometheus would read. */
  public byte[] scrape() {
    return metrics.scrape();
  }

  /** What it answers, as method and path: {@code POST /chat}. */
  public List<String> routes() {
    return routes;
  }

  /** Reads the configuration anew and puts it to use; null where it stays as it is. */
  @Nullable ConfigReloader reload() {
    return configReloader;
  }

  /** Exchanges under way right now. */
  public Future<Integer> runningExchanges() {
    return Future.all(loops.stream().map(GatewayVerticle::running).toList())
        .map(all -> all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
  }

  /**
   * Stops: not ready from now on; no new work once those who send it have had time to notice;
   * running exchanges may finish within the grace, then they are ended with an error.
   */
  public Future<Void> stop() {
    if (draining) {
      return Future.succeededFuture();
    }
    draining = true;
    return noticed()
        .compose(ignored -> drained())
        .compose(idle -> abortRest())
        .onComplete(
            ignored -> {
              state.close();
              workers.close();
              log.atInfo().log("stopped");
            });
  }

  /** Completes when load balancers have had the time that the operator gives them. */
  private Future<Void> noticed() {
    long millis = settings.shutdownDelay().toMillis();
    if (millis == 0) {
      return Future.succeededFuture();
    }
    log.atInfo().log("not ready any more, requests are still taken for {} ms", millis);
    vertx.setTimer(millis, timer -> noticed.tryComplete());
    return noticed.future();
  }

  private Future<Void> drained() {
    stopping = true;
    log.atInfo().log("stopping: no new work, running exchanges may finish");
    Promise<Void> drained = Promise.promise();
    awaitIdle(nanoClock.getAsLong() + settings.shutdownGrace().toNanos(), drained);
    return drained.future();
  }

  /** Ends running exchanges at once where {@link #stop} waits for them. */
  public void hastenStop() {
    if (draining) {
      log.atInfo().log("told again to stop: running exchanges are ended");
      hastened = true;
      noticed.tryComplete();
    }
  }

  private void awaitIdle(long deadline, Promise<Void> drained) {
    runningExchanges()
        .onSuccess(
            running -> {
              if (running == 0 || hastened || nanoClock.getAsLong() >= deadline) {
                drained.complete();
              } else {
                vertx.setTimer(DRAIN_POLL_MILLIS, ignored -> awaitIdle(deadline, drained));
              }
            });
  }

  private Future<Void> abortRest() {
    GatewayError error =
        GatewayError.of(ErrorCode.SHUTTING_DOWN, "This node is stopping; send the request again.");
    // The last bytes get a moment to leave before the sockets are closed.
    return Future.all(loops.stream().map(loop -> loop.abortAll(error)).toList())
        .compose(
            ignored -> {
              Promise<Void> sent = Promise.promise();
              vertx.setTimer(DRAIN_POLL_MILLIS, timer -> sent.complete());
              return sent.future();
            });
  }

  private Future<?> deploy(int eventLoops, @Nullable ServerCertificate certificate) {
    int port;
    try {
      port = settings.port() == 0 ? freePort() : settings.port();
    } catch (IOException e) {
      return Future.failedFuture(new ListenException(settings.host(), settings.port(), e));
    }
    List<Future<?>> deployed = new ArrayList<>();
    for (int i = 0; i < eventLoops; i++) {
      deployed.add(deployLoop(port, certificate));
    }
    return Future.all(deployed);
  }

  /** Loops share a port by its number, so a free one has to be known before the first listens. */
  private int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(settings.host(), 0));
      return probe.getLocalPort();
    }
  }

  private Future<?> deployLoop(int port, @Nullable ServerCertificate certificate) {
    GatewayVerticle loop = new GatewayVerticle(loopVertx -> parts(loopVertx, port, certificate));
    loops.add(loop);
    return vertx
        .deployVerticle(loop, new DeploymentOptions())
        .recover(
            failure -> Future.failedFuture(new ListenException(settings.host(), port, failure)));
  }

  private GatewayVerticle.LoopComponents parts(
      Vertx loopVertx, int port, @Nullable ServerCertificate certificate) {
    UpstreamClient upstream =
        new UpstreamClient(
            loopVertx,
            (provider, place) ->
                new UpstreamTransportResolver(activeProviders.settings().transport())
                    .to(provider, place),
            "modelrouter/" + Version.read(),
            trust,
            metrics::upstreamOpened,
            metrics::upstreamClosed);
    OutputMemory output = new OutputMemory(memory.output());
    Dispatcher dispatcher =
        new Dispatcher(
            loopVertx,
            upstream,
            state,
            listener,
            nanoClock,
            InstantSource.system(),
            () -> ThreadLocalRandom.current().nextDouble(),
            new AnswerMemory(memory.answers()),
            output,
            workers);
    directory.attach(loopVertx, upstream);
    LoopDelay.measure(loopVertx, nanoClock, metrics::loopDelayed);
    checks.attach(loopVertx, upstream);
    Authenticator authenticator = new Authenticator(() -> callers, failedKeys);
    CallerAdmission callerAdmission =
        new CallerAdmission(state, settings.requestsPerMinute(), settings.maxConcurrentStreams());
    RequestPath path =
        new RequestPath(
            () -> stopping,
            authenticator,
            callerAdmission,
            activeProviders::policies,
            dispatcher,
            new RequestMemory(memory.requests(), settings.memory().maxBodyBytes()),
            output,
            workers);
    HttpListener front =
        new HttpListener(
            loopVertx,
            settings.host(),
            port,
            certificate,
            settings.requestTimeout(),
            routes(
                loopVertx, path, new EndpointAdmission(authenticator, callerAdmission), upstream),
            new LocalAccess(
                authenticator::open,
                settings.host(),
                settings.access().allowedHosts(),
                settings.corsAllowedOrigins()),
            new Cors(settings.corsAllowedOrigins()),
            nanoClock,
            ThreadLocalRandom.current().nextLong(),
            telemetryListener);
    return new GatewayVerticle.LoopComponents(front, dispatcher);
  }

  private HttpRouteTable routes(
      Vertx loopVertx, RequestPath path, EndpointAdmission admission, UpstreamClient upstream) {
    HttpRouteTable table =
        new HttpEndpoints(
                path,
                name -> activeProviders.router().named(name),
                responses,
                settings.development())
            .table(
                new ModelListEndpoints(directory, admission),
                new StoredResponseEndpoints(
                    responses,
                    admission,
                    new UpstreamResponseClient(
                        () -> activeProviders.router().providers(),
                        upstream,
                        settings.timeouts().idle())),
                AdminEndpoints.of(
                    settings.adminKey() == null ? null : () -> operators,
                    failedOperatorKeys,
                    () -> activeProviders.router().providers(),
                    state,
                    configReloader,
                    decisions),
                new OllamaModelEndpoints(directory, admission, InstantSource.system().instant()),
                healthEndpoints,
                metrics::scrape,
                List.of(
                    new StaticJsonEndpoint(loopVertx, "/openapi.json", Version.read()),
                    new StaticJsonEndpoint(loopVertx, "/config-schema.json", Version.read())));
    for (HttpRequestRouter.HttpRoute httpRoute : table.asking()) {
      metrics.expectRoute(httpRoute.label(), httpRoute.method().name());
    }
    routes =
        table.all().stream()
            .map(httpRoute -> httpRoute.method().name() + " " + httpRoute.label())
            .toList();
    return table;
  }

  private void announce(@Nullable ServerCertificate certificate) {
    healthEndpoints.warnings().forEach(log::warn);
    FileDescriptors.max()
        .ifPresent(
            max -> {
              if (max < MIN_DESCRIPTORS) {
                log.warn(
                    "this process may have {} file descriptors open (ulimit -n): each connection"
                        + " takes one; raise it to {} or more",
                    max,
                    MIN_DESCRIPTORS);
              }
            });
    log.atInfo()
        .addKeyValue("version", Version.read())
        .addKeyValue("host", settings.host())
        .addKeyValue("port", port())
        .addKeyValue("auth", !settings.open())
        .addKeyValue("tls", certificate == null ? "off" : "until " + certificate.notAfter())
        .addKeyValue("state", state.mode())
        .addKeyValue("native_transport", vertx.isNativeTransportEnabled())
        .addKeyValue(
            "providers",
            String.join(
                ",",
                activeProviders.router().providers().stream()
                    .map(provider -> provider.id())
                    .toList()))
        .log("{} is listening", settings.appName());
  }
}
