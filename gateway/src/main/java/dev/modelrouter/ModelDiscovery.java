package dev.modelrouter;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.Provider;
import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.upstream.UpstreamClient;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.MalformedJsonException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the providers serve, asked of them in the background and kept: only the first {@code GET
 * /v1/models} gives them a moment, and a provider that is down keeps the models it had.
 *
 * <p>One event loop does the asking; all may read.
 */
final class ModelDiscovery {
  private static final Logger log = LoggerFactory.getLogger(ModelDiscovery.class);
  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final String OWN = "modelrouter";

  private final Supplier<List<ConfiguredProvider>> providers;
  private final Supplier<List<String>> routes;
  private final BooleanSupplier onlyRoutes;
  private final long createdSeconds;
  private final Map<String, List<String>> models = new ConcurrentHashMap<>();
  private final AtomicBoolean attached = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Promise<Void> first = Promise.promise();
  private volatile Runnable asking = () -> {};

  /**
   * An empty directory.
   *
   * @param routes names of routes, which are models to callers
   * @param onlyRoutes whether they are all that callers may ask for
   * @param createdSeconds Unix time told as the age of all models, which providers do not agree on
   */
  ModelDiscovery(
      Supplier<List<ConfiguredProvider>> members,
      Supplier<List<String>> routes,
      BooleanSupplier onlyRoutes,
      long createdSeconds) {
    this.providers = members;
    this.routes = routes;
    this.onlyRoutes = onlyRoutes;
    this.createdSeconds = createdSeconds;
  }

  /** Lets this loop do the asking, if no other does; called on the loop itself. */
  void attach(Vertx vertx, UpstreamClient upstream) {
    if (attached.compareAndSet(false, true)) {
      Context loop = vertx.getOrCreateContext();
      asking = () -> loop.runOnContext(ignored -> begin(vertx, upstream));
    }
  }

  /**
   * Completes, on the caller's event loop, when there is something to tell: at once but for the
   * first time, when the providers are given a moment. Until somebody asks nobody is bothered.
   */
  Future<Void> ready() {
    if (started.compareAndSet(false, true)) {
      asking.run();
    }
    Future<Void> told = first.future();
    if (told.isComplete()) {
      return Future.succeededFuture();
    }
    Context caller = requireNonNull(Vertx.currentContext(), "called on an event loop");
    Promise<Void> here = Promise.promise();
    told.onComplete(ignored -> caller.runOnContext(back -> here.complete()));
    return here.future();
  }

  private void begin(Vertx vertx, UpstreamClient upstream) {
    // Before anything is asked: whatever becomes of that, callers get an answer.
    vertx.setTimer(FIRST_TIMEOUT.toMillis(), ignored -> first.tryComplete());
    vertx.setPeriodic(AGAIN.toMillis(), ignored -> askAll(upstream));
    askAll(upstream).onComplete(ignored -> first.tryComplete());
  }

  private Future<?> askAll(UpstreamClient upstream) {
    List<Future<?>> asked = new ArrayList<>();
    for (ConfiguredProvider configured : providers.get()) {
      if (configured.provider() instanceof HttpProvider provider) {
        asked.add(askSafely(upstream, provider));
      }
    }
    return Future.join(asked);
  }

  /** An exception for one provider must not take the lists of all others away. */
  private Future<?> askSafely(UpstreamClient upstream, HttpProvider provider) {
    try {
      return ask(upstream, provider);
    } catch (RuntimeException e) {
      unanswered(provider, e);
      return Future.failedFuture(e);
    }
  }

  private Future<?> ask(UpstreamClient upstream, HttpProvider provider) {
    UpstreamClient.RequestTemplate requestTemplate =
        upstream.template(provider.id(), provider.endpoint(), provider.headers(), provider.query());
    return upstream
        .fetch(requestTemplate, provider.modelsPath(), TIMEOUT, MAX_BYTES)
        .map(provider::modelNames)
        .onSuccess(names -> models.put(provider.id(), List.copyOf(names)))
        .onFailure(failure -> unanswered(provider, failure));
  }

  private static void unanswered(Provider provider, Throwable failure) {
    boolean odd = failure instanceof MalformedJsonException;
    log.atDebug()
        .addKeyValue("provider", provider.id())
        .log("its models are not known: {}", odd ? "no list came" : failure.getMessage());
  }

  /** The date that all models are said to be from. */
  Instant created() {
    return Instant.ofEpochSecond(createdSeconds);
  }

  /** All models, as OpenAI lists them. */
  byte[] list() {
    ByteBuilder out = new ByteBuilder(1024);
    out.append("{\"object\":\"list\",\"data\":[");
    String separator = "";
    for (String route : routes.get()) {
      entry(out.append(separator), route, OWN);
      separator = ",";
    }
    for (ConfiguredProvider provider : listed()) {
      for (String model : of(provider)) {
        entry(out.append(separator), provider.id() + "/" + model, provider.id());
        separator = ",";
      }
    }
    return out.append("]}").take();
  }

  /** Whether callers may ask for nothing but routes. */
  boolean onlyRoutes() {
    return onlyRoutes.getAsBoolean();
  }

  /** The providers whose models callers may ask for. */
  private List<ConfiguredProvider> listed() {
    return onlyRoutes.getAsBoolean() ? List.of() : providers.get();
  }

  /** The names of all models here. */
  List<String> names() {
    List<String> all = new ArrayList<>(routes.get());
    for (ConfiguredProvider provider : listed()) {
      of(provider).forEach(model -> all.add(provider.id() + "/" + model));
    }
    return all;
  }

  /** One model by its name here, or null. */
  byte @Nullable [] find(String id) {
    if (routes.get().contains(id)) {
      ByteBuilder out = new ByteBuilder(256);
      entry(out, id, OWN);
      return out.take();
    }
    for (ConfiguredProvider provider : listed()) {
      String prefix = provider.id() + "/";
      if (id.startsWith(prefix) && of(provider).contains(id.substring(prefix.length()))) {
        ByteBuilder out = new ByteBuilder(256);
        entry(out, id, provider.id());
        return out.take();
      }
    }
    return null;
  }

  /** What it is known to serve, its default first. */
  private Set<String> of(ConfiguredProvider provider) {
    Set<String> all = new LinkedHashSet<>();
    all.add(provider.provider().defaultModel());
    all.addAll(models.getOrDefault(provider.id(), List.of()));
    return all;
  }

  private void entry(ByteBuilder out, String id, String owner) {
    out.append("{\"id\":").appendJson(id);
    out.append(",\"object\":\"model\",\"created\":").append(Long.toString(createdSeconds));
    out.append(",\"owned_by\":").appendJson(owner).append('}');
  }
}
