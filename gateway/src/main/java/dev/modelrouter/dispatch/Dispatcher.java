package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.state.SharedState;
import dev.modelrouter.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Starts exchanges on one event loop and knows those under way there. Confined to that loop. */
public final class Dispatcher {
  private final Timers timers;
  private final Upstream upstream;
  private final SharedState state;
  private final ExchangeListener listener;
  private final LongSupplier nanoClock;
  private final InstantSource wallClock;
  private final RetryBackoff backoff;
  private final TimeoutScheduler timeoutScheduler;
  private final AnswerMemory answers;
  private final OutputMemory output;
  private final WorkerPool workers;

  private final Set<Exchange> running = new HashSet<>();

  /**
   * A dispatcher for the current event loop.
   *
   * @param nanoClock monotonic, nanoseconds
   * @param wallClock for what is told to people
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
      InstantSource wallClock,
      DoubleSupplier random,
      AnswerMemory answers,
      OutputMemory output,
      WorkerPool workers) {
    this(
        new VertxTimers(vertx),
        new PooledUpstream(upstream),
        state,
        listener,
        nanoClock,
        wallClock,
        random,
        answers,
        output,
        workers);
  }

  /** A dispatcher on these timers, whose providers are asked by {@code upstream}. */
  Dispatcher(
      Timers timers,
      Upstream upstream,
      SharedState state,
      ExchangeListener listener,
      LongSupplier nanoClock,
      InstantSource wallClock,
      DoubleSupplier random,
      AnswerMemory answers,
      OutputMemory output,
      WorkerPool workers) {
    this.timers = timers;
    this.upstream = upstream;
    this.state = state;
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.wallClock = wallClock;
    this.backoff = new RetryBackoff(random);
    this.timeoutScheduler = new TimeoutScheduler(timers, nanoClock);
    this.answers = answers;
    this.output = output;
    this.workers = workers;
  }

  /**
   * Makes an exchange whose answer goes to {@code sink}; {@link Exchange#start} begins it.
   *
   * @param id the request id
   * @param routePolicies how it behaves
   * @param requestTimeouts the request's own
   * @param inherited whether the caller speaks the inherited dialect of {@code /chat} and {@code
   *     /stream}
   */
  public Exchange exchange(
      String id,
      Request request,
      RouteDecision.Targets route,
      AnswerSink sink,
      RoutePolicies routePolicies,
      RequestTimeouts requestTimeouts,
      boolean inherited) {
    return new Exchange(this, id, request, route, sink, routePolicies, requestTimeouts, inherited);
  }

  /** How many exchanges are under way. */
  public int running() {
    return running.size();
  }

  /** Ends all exchanges with this error. */
  public void abortAll(GatewayError error) {
    List.copyOf(running).forEach(exchange -> exchange.abort(error));
  }

  void register(Exchange exchange) {
    running.add(exchange);
  }

  void unregister(Exchange exchange) {
    running.remove(exchange);
  }

  /** Runs this when all sockets that are ready now have been read. */
  void atEndOfRound(Runnable task) {
    timers.executeAtEndOfRound(task);
  }

  /** Runs this on this dispatcher's own loop, soon. From any thread. */
  void onLoop(Runnable task) {
    timers.execute(task);
  }

  Timers timers() {
    return timers;
  }

  Upstream upstream() {
    return upstream;
  }

  SharedState state() {
    return state;
  }

  ExchangeListener listener() {
    return listener;
  }

  TimeoutScheduler timeoutScheduler() {
    return timeoutScheduler;
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

  InstantSource wallClock() {
    return wallClock;
  }

  RetryBackoff backoff() {
    return backoff;
  }
}
