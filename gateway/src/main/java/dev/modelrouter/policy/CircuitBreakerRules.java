package dev.modelrouter.policy;

import dev.modelrouter.policy.CircuitState.Closed;
import dev.modelrouter.policy.CircuitState.ClosedCounting;
import dev.modelrouter.policy.CircuitState.HalfOpen;
import dev.modelrouter.policy.CircuitState.Open;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The breaker: how failures put a provider, one of its keys or one of its models away and how it
 * comes back; a pure state machine over {@link CircuitState}.
 *
 * <table>
 * <caption>n: consecutive failures; pause(n) = min(base·2ⁿ⁻¹, max), or a longer Retry-After</caption>
 * <tr><th>standing</th><th>admitted</th><th>succeeded</th><th>failed</th><th>abandoned</th></tr>
 * <tr><td>Closed</td><td>Closed</td><td>Closed; Watched if calls are counted</td>
 *     <td>Away(1) if the {@link BreakerThreshold} is reached; else Away(0) for a Retry-After; else Watched</td>
 *     <td>Closed</td></tr>
 * <tr><td>Watched</td><td>Watched</td><td>Closed; Watched if calls are counted</td>
 *     <td>as Closed</td><td>Watched</td></tr>
 * <tr><td>Away(n), pause not over</td><td>not allowed</td><td>Away(0), same pause</td>
 *     <td>Away(n), lengthened by a Retry-After</td><td>same</td></tr>
 * <tr><td>Away(n), pause over</td><td>Probing(n)</td><td>Closed</td><td>Away(n+1)</td>
 *     <td>same</td></tr>
 * <tr><td>Probing(n)</td><td>not allowed</td><td>Closed</td><td>Away(n+1)</td>
 *     <td>Away(n), pause over</td></tr>
 * </table>
 *
 * <p>By hand anything becomes Closed: that is {@link CircuitState#CLOSED} in its place.
 *
 * <p><b>Implementation notes.</b> Every standing is first read {@linkplain #at as of now}: a probe
 * whose lease is over falls back to "due", and a pause that ended longer than {@code forgetAfter}
 * ago is forgotten. A success during a pause resets the count but leaves the pause: it comes from
 * an attempt that began before the outage, and must not undo a provider's {@code Retry-After}. A
 * failure after the pause, with or without a probe out, counts as one more. A provider that is in
 * use and asks for a pause gets it, though the trip is not reached; the count begins after it.
 *
 * @param base first pause
 * @param max longest pause; if less than base it wins
 * @param maxRetryAfter longest pause that a provider's {@code Retry-After} orders
 * @param probeLease how long a probe may go without a verdict
 * @param forgetAfter how long after the last pause, or the last call that was counted, the failures
 *     are forgotten
 * @param threshold the failures that open a closed circuit; its window is at most forgetAfter
 */
public record CircuitBreakerRules(
    Duration base,
    Duration max,
    Duration maxRetryAfter,
    Duration probeLease,
    Duration forgetAfter,
    BreakerThreshold threshold) {

  /** What the contract says about forgetting. */
  public static final Duration FORGET_AFTER = Duration.ofMinutes(5);

  public CircuitBreakerRules {
    if (!base.isPositive()
        || !max.isPositive()
        || !maxRetryAfter.isPositive()
        || !probeLease.isPositive()) {
      throw new IllegalArgumentException("cooldown durations must be longer than zero");
    }
    if (threshold.countsCalls() && threshold.window().compareTo(forgetAfter) > 0) {
      throw new IllegalArgumentException("a window longer than what is remembered: " + threshold);
    }
  }

  /** Rules by which the first failure puts a provider away. */
  public CircuitBreakerRules(
      Duration base, Duration max, Duration probeLease, Duration forgetAfter) {
    this(base, max, probeLease, forgetAfter, BreakerThreshold.FIRST_FAILURE);
  }

  /** Rules whose longest pause is also the longest that a provider can ask for. */
  public CircuitBreakerRules(
      Duration base,
      Duration max,
      Duration probeLease,
      Duration forgetAfter,
      BreakerThreshold threshold) {
    this(base, max, max, probeLease, forgetAfter, threshold);
  }

  /** The standing as of now: leases that ran out and failures long past are gone from it. */
  public CircuitState at(CircuitState circuit, long now) {
    // Nearly always, and asked several times in each request.
    if (circuit instanceof Closed) {
      return circuit;
    }
    return switch (circuit) {
      case Closed closed -> closed;
      case ClosedCounting closedCounting ->
          now - closedCounting.lastCall() >= forgetAfter.toNanos()
              ? CircuitState.CLOSED
              : closedCounting;
      case Open open -> now - open.until() >= forgetAfter.toNanos() ? CircuitState.CLOSED : open;
      case HalfOpen halfOpen ->
          now - halfOpen.leaseEnds() < 0
              ? halfOpen
              : at(new Open(halfOpen.failures(), halfOpen.openEndedAt()), now);
    };
  }

  /**
   * Whether it is plainly in use, as nearly always: asked a dozen times for each request, and a
   * fraction of what a switch over all standings costs.
   */
  public boolean inUse(CircuitState circuit) {
    return circuit instanceof ClosedCounting || circuit instanceof Closed;
  }

  /** Nanoseconds until somebody may attempt the provider; 0 when somebody may now. */
  public long remaining(CircuitState circuit, long now) {
    if (inUse(circuit)) {
      return 0;
    }
    return switch (at(circuit, now)) {
      case Closed _, ClosedCounting _ -> 0;
      case Open open -> Math.max(0, open.until() - now);
      case HalfOpen halfOpen -> halfOpen.leaseEnds() - now;
    };
  }

  /** The standing after an attempt was let through; only while nothing {@link #remaining}s. */
  public CircuitState admitted(CircuitState circuit, long now) {
    return switch (at(circuit, now)) {
      case Closed closed -> closed;
      case ClosedCounting closedCounting -> closedCounting;
      case Open open -> new HalfOpen(open.failures(), open.until(), now + probeLease.toNanos());
      case HalfOpen _ -> throw new IllegalStateException("a probe is out already");
    };
  }

  /** The standing after a whole answer. */
  public CircuitState succeeded(CircuitState circuit, long now) {
    return switch (at(circuit, now)) {
      case Open open when open.until() - now > 0 -> new Open(0, open.until());
      case Open _, HalfOpen _ -> CircuitState.CLOSED;
      case Closed _, ClosedCounting _ when !threshold.countsCalls() -> CircuitState.CLOSED;
      case Closed _ -> new ClosedCounting(0, now, noCalls().with(false, now));
      case ClosedCounting closedCounting ->
          new ClosedCounting(0, now, closedCounting.failureRateWindow().with(false, now));
    };
  }

  /**
   * The standing after a failure.
   *
   * @param retryAfter what the provider asked for, or null
   */
  public CircuitState failed(CircuitState circuit, @Nullable Duration retryAfter, long now) {
    long asked = retryAfter == null ? 0 : shorter(retryAfter, maxRetryAfter).toNanos();
    return switch (at(circuit, now)) {
      case Closed _ when threshold.atOnce() -> open(1, asked, now);
      case Closed _ -> oneMore(new ClosedCounting(0, now, noCalls()), asked, now);
      case ClosedCounting closedCounting -> oneMore(closedCounting, asked, now);
      case Open open when open.until() - now > 0 ->
          new Open(open.failures(), now + Math.max(open.until() - now, asked));
      case Open open -> open(open.failures() + 1, asked, now);
      case HalfOpen halfOpen -> open(halfOpen.failures() + 1, asked, now);
    };
  }

  /** The standing after an attempt without a verdict: a probe's place is free again. */
  public CircuitState abandoned(CircuitState circuit, long now) {
    return switch (at(circuit, now)) {
      case HalfOpen halfOpen -> new Open(halfOpen.failures(), halfOpen.openEndedAt());
      case Closed closed -> closed;
      case ClosedCounting closedCounting -> closedCounting;
      case Open open -> open;
    };
  }

  private CircuitState oneMore(ClosedCounting before, long asked, long now) {
    int row = before.inARow() + 1;
    FailureRateWindow failureRateWindow =
        threshold.countsCalls()
            ? before.failureRateWindow().with(true, now)
            : before.failureRateWindow();
    if (threshold.reached(row, failureRateWindow, now)) {
      return open(1, asked, now);
    }
    return asked > 0 ? new Open(0, now + asked) : new ClosedCounting(row, now, failureRateWindow);
  }

  private FailureRateWindow noCalls() {
    return new FailureRateWindow(threshold.window().toNanos());
  }

  private Open open(int failures, long asked, long now) {
    return new Open(failures, now + Math.max(pause(failures), asked));
  }

  private long pause(int failures) {
    int doublings = Math.min(failures - 1, Long.SIZE - 2);
    long longest = max.toNanos();
    return base.toNanos() > longest >> doublings ? longest : base.toNanos() << doublings;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
