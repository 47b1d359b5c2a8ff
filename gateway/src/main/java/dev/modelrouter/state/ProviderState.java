package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.CircuitBreakerRules;
import dev.modelrouter.policy.CircuitState;
import dev.modelrouter.policy.OpenCause;
import dev.modelrouter.policy.SlidingWindowLimiter;
import dev.modelrouter.state.AdmissionResult.Admitted;
import dev.modelrouter.state.AdmissionResult.BreakerOpen;
import dev.modelrouter.state.AdmissionResult.RateLimited;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One provider as this node sees it: its cooldown and its rate.
 *
 * <p><b>Implementation notes.</b> All fields are guarded by this object's monitor, so asking the
 * cooldown, taking a permit and sending out a probe are one step. The window's own monitor is only
 * ever taken inside it.
 */
final class ProviderState {
  static final AdmissionResult ADMITTED = new Admitted(false);
  static final AdmissionResult PROBE = new Admitted(true);

  private final CircuitBreakerRules rules;
  private final SlidingWindowLimiter window;
  private CircuitState circuit = CircuitState.CLOSED;
  private @Nullable String reason;
  private long openedAt;
  private int perMinute;
  private boolean rateExhausted;
  private long rateExhaustedUntil;
  private boolean dropped;

  ProviderState(CircuitBreakerRules rules, Duration rateWindow) {
    this.rules = rules;
    this.window = new SlidingWindowLimiter(rateWindow);
  }

  /**
   * Asks for one attempt.
   *
   * @param each for how many its permit counts
   */
  synchronized AdmissionResult admit(int perMinute, int each, long now) {
    AdmissionResult result = verdict(perMinute, each, now);
    if (result instanceof Admitted) {
      if (perMinute > 0) {
        window.take(perMinute, each, now);
      }
      circuit = rules.admitted(circuit, now);
    }
    return result;
  }

  synchronized AdmissionResult peek(int perMinute, long now) {
    return verdict(perMinute, 1, now);
  }

  private AdmissionResult verdict(int perMinute, int each, long now) {
    this.perMinute = perMinute;
    long pause = rules.remaining(circuit, now);
    if (pause > 0) {
      return new BreakerOpen(Duration.ofNanos(pause), cause(now));
    }
    long wait = perMinute > 0 ? rateWait(perMinute, each, now) : 0;
    if (wait > 0) {
      return new RateLimited(Duration.ofNanos(wait));
    }
    if (rules.inUse(circuit)) {
      return ADMITTED;
    }
    return switch (rules.at(circuit, now)) {
      case CircuitState.Closed _, CircuitState.ClosedCounting _ -> ADMITTED;
      case CircuitState.Open _, CircuitState.HalfOpen _ -> PROBE;
    };
  }

  private @Nullable OpenCause cause(long now) {
    String known = reason;
    return known == null ? null : new OpenCause(known, Duration.ofNanos(now - openedAt));
  }

  synchronized void settle(UnaryOperator<CircuitState> verdict) {
    circuit = verdict.apply(circuit);
  }

  /**
   * Counts a failure.
   *
   * @param by the rules for failures of its kind
   */
  synchronized void fail(CircuitBreakerRules by, BreakerFailure failure, long now) {
    boolean before = rules.inUse(rules.at(circuit, now));
    circuit = by.failed(circuit, failure.retryAfter(), now);
    if (!rules.inUse(circuit)) {
      openedAt = before ? now : openedAt;
      reason = failure.reason() == null ? reason : failure.reason();
    }
  }

  /** Takes over what the shared store answered to this node. */
  synchronized void learnAdmission(RedisProviderReply reply, int perMinute, long now) {
    this.perMinute = perMinute;
    learn(reply, now);
  }

  /** Takes over what the shared store said; what this node has counted itself it keeps counting. */
  synchronized void learn(RedisProviderReply reply, long now) {
    if (reply.state() != RedisProviderReply.BreakerState.CLOSED
        && rules.inUse(rules.at(circuit, now))) {
      // Another node opened it: after which error is not known here.
      openedAt = now;
      reason = null;
    }
    circuit =
        switch (reply.state()) {
          case CLOSED ->
              circuit instanceof CircuitState.ClosedCounting ? circuit : CircuitState.CLOSED;
          case OPEN -> new CircuitState.Open(reply.failures(), now + reply.leftNanos());
          case HALF_OPEN ->
              new CircuitState.HalfOpen(reply.failures(), now, now + reply.leftNanos());
        };
    window.raiseTo(reply.taken(), now);
    rateExhausted = false;
    if (reply.result() instanceof RateLimited limited) {
      rateExhausted = true;
      rateExhaustedUntil = now + limited.retryAfter().toNanos();
    }
  }

  /** The permits of each bucket of its rate, the newest first. */
  int[] history(long now) {
    return window.history(now);
  }

  /** Nobody is to use it any more: the next who asks for the name gets a new one. */
  synchronized void drop() {
    dropped = true;
  }

  synchronized boolean dropped() {
    return dropped;
  }

  /** Whether a new gate would do as well. */
  synchronized boolean idle(long now) {
    return rules.at(circuit, now) instanceof CircuitState.Closed
        && window.taken(now) == 0
        && !(rateExhausted && rateExhaustedUntil - now > 0);
  }

  synchronized CircuitState circuit(long now) {
    return rules.at(circuit, now);
  }

  synchronized int perMinute() {
    return perMinute;
  }

  private long rateWait(int max, int each, long now) {
    long own = window.retryAfter(max, each, now);
    return rateExhausted ? Math.max(own, rateExhaustedUntil - now) : own;
  }
}
