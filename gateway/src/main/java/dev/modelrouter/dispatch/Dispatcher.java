package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.socket.RoundEnd;
import dev.modelrouter.state.SharedState;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Starts exchanges on one event loop and knows those under way there. Confined to that loop. */
public final class Dispatcher {
  private final Vertx vertx;
  private final Context context;
  private final Executor roundEnd;
  private final UpstreamClient upstream;
  private final SharedState state;
  private final ExchangeListener listener;
  private final LongSupplier nanoClock;
  private final RetryBackoff backoff;
  private final Deadlines deadlines;
  private final AnswerMemory answers;
  private final OutputMemory output;
  private final WorkerPool workers;

  /** By instance: a provider may be known in several ways, and others after a new configuration. */
  private final Map<HttpProvider, UpstreamClient.Template> templates = new WeakHashMap<>();

  private final Set<Exchange> running = new HashSet<>();

  /**
   * A dispatcher for the current event loop.
   *
   * @param nanoClock monotonic, nanoseconds
   * @param random 0.0 (inclusive) to 1.0 (exclusive), for jitter
   * @param answers limits for answers that are held
   * @param output limits for what callers have not read
   * @param workers where large documents are parsed and written
   */
  public Dispatcher(
      Vertx vertx,
      UpstreamClient upstream,
      SharedState state,
      ExchangeListener listener,
      LongSupplier nanoClock,
      DoubleSupplier random,
      AnswerMemory answers,
      OutputMemory output,
      WorkerPool workers) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.roundEnd = RoundEnd.here(vertx);
    this.upstream = upstream;
    this.state = state;
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.backoff = new RetryBackoff(random);
    this.deadlines = new Deadlines(vertx, nanoClock);
    this.answers = answers;
    this.output = output;
    this.workers = workers;
  }

  /**
   * Makes an exchange whose answer goes to {@code sink}; {@link Exchange#start} begins it.
   *
   * @param id the request id
   * @param conducts how it behaves
   * @param limits the request's own
   */
  public Exchange exchange(
      String id,
      Request request,
      RouteDecision.Routed route,
      AnswerSink sink,
      Conducts conducts,
      OwnLimits limits) {
    return new Exchange(this, id, request, route, sink, conducts, limits);
  }

  /** How many exchanges are under way. */
  public int running() {
    return running.size();
  }

  /** Ends all exchanges with this error. */
  public void abortAll(GatewayError error) {
    List.copyOf(running).forEach(exchange -> exchange.abort(error));
  }

  void began(Exchange exchange) {
    running.add(exchange);
  }

  void over(Exchange exchange) {
    running.remove(exchange);
  }

  UpstreamClient.Template template(HttpProvider provider) {
    UpstreamClient.Template known = templates.get(provider);
    if (known == null) {
      known =
          upstream.template(
              provider.id(), provider.endpoint(), provider.headers(), provider.query());
      templates.put(provider, known);
    }
    return known;
  }

  /** Runs this when all sockets that are ready now have been read. */
  void atEndOfRound(Runnable task) {
    roundEnd.execute(task);
  }

  /** Runs this on this dispatcher's own loop, soon. From any thread. */
  void onLoop(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  Vertx vertx() {
    return vertx;
  }

  UpstreamClient upstream() {
    return upstream;
  }

  SharedState state() {
    return state;
  }

  ExchangeListener listener() {
    return listener;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  long nanoTime() {
    return nanoClock.getAsLong();
  }

  AnswerMemory answers() {
    return answers;
  }

  OutputMemory output() {
    return output;
  }

  WorkerPool workers() {
    return workers;
  }

  RetryBackoff backoff() {
    return backoff;
  }
}
