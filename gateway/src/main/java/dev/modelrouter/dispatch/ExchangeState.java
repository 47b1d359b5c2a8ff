package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.RateLimitHeader;
import dev.modelrouter.chat.Request;
import dev.modelrouter.routing.CallerFallbacks;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of an exchange: whose it is, how far it is, and what became of it. Confined to
 * the exchange's event loop.
 */
public abstract sealed class ExchangeState permits Exchange {
  private static final int MAX_NOTES = 8;

  private final String id;
  private final Request request;
  private final List<Target> targets;
  private final @Nullable RoutingTrace routingTrace;
  private final CallerFallbacks callerFallbacks;
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final AttemptTrace attemptTrace = new AttemptTrace();
  private @Nullable Target target;
  private int attempts;
  private int hedges;
  private long firstTokenNanos;
  private long askingSince;
  private boolean asking;
  private long waitedNanos;
  private long queuedNanos;
  private int queued;
  private int queueRejections;
  private List<String> notes = List.of();
  private List<String> dropped = List.of();
  private List<RateLimitHeader> rateLimitHeaders = List.of();
  private @Nullable ExchangeOutcome outcome;

  ExchangeState(String id, Request request, RouteDecision.Targets route, LongSupplier nanoClock) {
    this.id = id;
    this.request = request;
    this.targets = route.targets();
    this.routingTrace = route.routingTrace();
    this.callerFallbacks = route.callerFallbacks();
    this.nanoClock = nanoClock;
    this.startedAt = nanoClock.getAsLong();
  }

  /** The request id. */
  public final String id() {
    return id;
  }

  /** What the caller wants. */
  public final Request request() {
    return request;
  }

  /** Why these targets, in this order; null where nobody had to choose. */
  public final @Nullable RoutingTrace routingTrace() {
    return routingTrace;
  }

  /** What became of the fallbacks that the request brought itself. */
  public final CallerFallbacks callerFallbacks() {
    return callerFallbacks;
  }

  /** The targets in the order in which they are asked. */
  public final List<Target> targets() {
    return targets;
  }

  /** What became of each target so far, in order; a view that grows with the exchange. */
  public final List<AttemptTraceEntry> traceEntries() {
    return attemptTrace.entries();
  }

  /** Nanoseconds to the answer's first text since its attempt began; 0 before. */
  public final long firstTokenNanos() {
    return firstTokenNanos;
  }

  /** How often a provider was asked; one to whom the request cannot be said is not. */
  public final int attempts() {
    return attempts;
  }

  /** How many of the attempts raced another one. */
  public final int hedges() {
    return hedges;
  }

  /** The target being asked, or asked last; null before the first. */
  public final @Nullable Target target() {
    return target;
  }

  /** Nanoseconds since the exchange began. */
  public final long elapsedNanos() {
    return nanoClock.getAsLong() - startedAt;
  }

  /** Parameters that the last target asked had no words for, so that they were left out. */
  public final List<String> dropped() {
    return dropped;
  }

  /** The limits that the target told of, whose answer or failure came last. */
  public final List<RateLimitHeader> limits() {
    return rateLimitHeaders;
  }

  /** Nanoseconds so far in which a provider was being asked, or about to be asked again. */
  public final long waitedNanos() {
    return asking ? waitedNanos + nanoClock.getAsLong() - askingSince : waitedNanos;
  }

  /** How often a request stood in a queue before a target. */
  public final int queued() {
    return queued;
  }

  /** Nanoseconds in queues before targets. */
  public final long queuedNanos() {
    return queuedNanos;
  }

  /** How often a queue before a target was full or too long. */
  public final int queueRejections() {
    return queueRejections;
  }

  /** What else decided, one sentence each: a spent budget, a rate limit that was passed over. */
  public final List<String> notes() {
    return notes;
  }

  /** How often a target was asked again. */
  public abstract int retries();

  /** Whether a retry was not made since the budget for retries was spent. */
  public abstract boolean retryBudgetExhausted();

  /** Whether a hedge was not made since the budget for hedges was spent. */
  public abstract boolean hedgeBudgetExhausted();

  /** Whose text the caller got before another went on with the answer; nearly always nobody's. */
  public abstract List<String> continuedFrom();

  /** How it ended, or null while it is under way. */
  public final @Nullable ExchangeOutcome outcome() {
    return outcome;
  }

  // What the exchange notes.

  final long startedAt() {
    return startedAt;
  }

  final void dropped(List<String> parameters) {
    dropped = parameters;
  }

  final void limits(List<RateLimitHeader> told) {
    rateLimitHeaders = told;
  }

  final void target(Target now) {
    target = now;
    rateLimitHeaders = List.of();
  }

  final void attempt() {
    attempts++;
  }

  final void hedged() {
    hedges++;
  }

  final void firstText(long nanos) {
    firstTokenNanos = nanos;
  }

  /** A provider is waited for from now on, or from then on, if none is already. */
  final void startWaitClock(long then) {
    if (!asking) {
      asking = true;
      askingSince = then;
    }
  }

  /** Nobody is waited for any more. */
  final void stopWaitClock() {
    waitedNanos = waitedNanos();
    asking = false;
  }

  final void recordSkipped(Target passed, GatewayError why, @Nullable OpenCircuit circuit) {
    attemptTrace.recordSkipped(passed, why, circuit, elapsedNanos());
  }

  final void note(String what) {
    if (notes.isEmpty()) {
      notes = new ArrayList<>(1);
    }
    if (notes.size() < MAX_NOTES && !notes.contains(what)) {
      notes.add(what);
    }
  }

  final void queued(AttemptAdmission admission) {
    if (admission.waited()) {
      queued++;
      queuedNanos += admission.waitedNanos();
    }
  }

  final void queueRejected() {
    queueRejections++;
  }

  final void recordAttempt(ActiveAttempt finished, AttemptOutcome how, long now) {
    attemptTrace.recordAttempt(finished.target(), how, now - startedAt, now - finished.startedAt());
  }

  final void ended(ExchangeOutcome how) {
    outcome = how;
  }
}
