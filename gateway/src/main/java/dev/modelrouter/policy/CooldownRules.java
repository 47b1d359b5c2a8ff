package dev.modelrouter.policy;

import dev.modelrouter.policy.Cooldown.Away;
import dev.modelrouter.policy.Cooldown.Closed;
import dev.modelrouter.policy.Cooldown.Probing;
import dev.modelrouter.policy.Cooldown.Watched;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The breaker: how failures put a provider, one of its keys or one of its models away and how it
 * comes back; a pure state machine over {@link Cooldown}.
 *
 * <table>
 * <caption>n: consecutive failures; pause(n) = min(base·2ⁿ⁻¹, max), or a longer Retry-After</caption>
 * <tr><th>standing</th><th>admitted</th><th>succeeded</th><th>failed</th><th>abandoned</th></tr>
 * <tr><td>Closed</td><td>Closed</td><td>Closed; Watched if calls are counted</td>
 *     <td>Away(1) if the {@link Trip} is reached; else Away(0) for a Retry-After; else Watched</td>
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
 * <p>By hand anything becomes Closed: that is {@link Cooldown#CLOSED} in its place.
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
 * @param trip what it takes to put away a provider that is in use; its window is at most
 *     forgetAfter
 */
public record CooldownRules(
    Duration base,
    Duration max,
    Duration maxRetryAfter,
    Duration probeLease,
    Duration forgetAfter,
    Trip trip) {

  /** What the contract says about forgetting. */
  public static final Duration FORGET_AFTER = Duration.ofMinutes(5);

  public CooldownRules {
    if (!base.isPositive()
        || !max.isPositive()
        || !maxRetryAfter.isPositive()
        || !probeLease.isPositive()) {
      throw new IllegalArgumentException("cooldown durations must be longer than zero");
    }
    if (trip.countsCalls() && trip.window().compareTo(forgetAfter) > 0) {
      throw new IllegalArgumentException("a window longer than what is remembered: " + trip);
    }
  }

  /** Rules by which the first failure puts a provider away. */
  public CooldownRules(Duration base, Duration max, Duration probeLease, Duration forgetAfter) {
    this(base, max, probeLease, forgetAfter, Trip.FIRST_FAILURE);
  }

  /** Rules whose longest pause is also the longest that a provider can ask for. */
  public CooldownRules(
      Duration base, Duration max, Duration probeLease, Duration forgetAfter, Trip trip) {
    this(base, max, max, probeLease, forgetAfter, trip);
  }

  /** The standing as of now: leases that ran out and failures long past are gone from it. */
  public Cooldown at(Cooldown cooldown, long now) {
    // Nearly always, and asked several times in each request.
    if (cooldown instanceof Closed) {
      return cooldown;
    }
    return switch (cooldown) {
      case Closed closed -> closed;
      case Watched watched ->
          now - watched.lastCall() >= forgetAfter.toNanos() ? Cooldown.CLOSED : watched;
      case Away away -> now - away.until() >= forgetAfter.toNanos() ? Cooldown.CLOSED : away;
      case Probing probing ->
          now - probing.leaseEnds() < 0
              ? probing
              : at(new Away(probing.failures(), probing.pauseEnded()), now);
    };
  }

  /**
   * Whether it is plainly in use, as nearly always: asked a dozen times for each request, and a
   * fraction of what a switch over all standings costs.
   */
  public boolean inUse(Cooldown cooldown) {
    return cooldown instanceof Watched || cooldown instanceof Closed;
  }

  /** Nanoseconds until somebody may attempt the provider; 0 when somebody may now. */
  public long remaining(Cooldown cooldown, long now) {
    if (inUse(cooldown)) {
      return 0;
    }
    return switch (at(cooldown, now)) {
      case Closed _, Watched _ -> 0;
      case Away away -> Math.max(0, away.until() - now);
      case Probing probing -> probing.leaseEnds() - now;
    };
  }

  /** The standing after an attempt was let through; only while nothing {@link #remaining}s. */
  public Cooldown admitted(Cooldown cooldown, long now) {
    return switch (at(cooldown, now)) {
      case Closed closed -> closed;
      case Watched watched -> watched;
      case Away away -> new Probing(away.failures(), away.until(), now + probeLease.toNanos());
      case Probing _ -> throw new IllegalStateException("a probe is out already");
    };
  }

  /** The standing after a whole answer. */
  public Cooldown succeeded(Cooldown cooldown, long now) {
    return switch (at(cooldown, now)) {
      case Away away when away.until() - now > 0 -> new Away(0, away.until());
      case Away _, Probing _ -> Cooldown.CLOSED;
      case Closed _, Watched _ when !trip.countsCalls() -> Cooldown.CLOSED;
      case Closed _ -> new Watched(0, now, noCalls().with(false, now));
      case Watched watched -> new Watched(0, now, watched.tally().with(false, now));
    };
  }

  /**
   * The standing after a failure.
   *
   * @param retryAfter what the provider asked for, or null
   */
  public Cooldown failed(Cooldown cooldown, @Nullable Duration retryAfter, long now) {
    long asked = retryAfter == null ? 0 : shorter(retryAfter, maxRetryAfter).toNanos();
    return switch (at(cooldown, now)) {
      case Closed _ when trip.atOnce() -> away(1, asked, now);
      case Closed _ -> oneMore(new Watched(0, now, noCalls()), asked, now);
      case Watched watched -> oneMore(watched, asked, now);
      case Away away when away.until() - now > 0 ->
          new Away(away.failures(), now + Math.max(away.until() - now, asked));
      case Away away -> away(away.failures() + 1, asked, now);
      case Probing probing -> away(probing.failures() + 1, asked, now);
    };
  }

  /** The standing after an attempt without a verdict: a probe's place is free again. */
  public Cooldown abandoned(Cooldown cooldown, long now) {
    return switch (at(cooldown, now)) {
      case Probing probing -> new Away(probing.failures(), probing.pauseEnded());
      case Closed closed -> closed;
      case Watched watched -> watched;
      case Away away -> away;
    };
  }

  private Cooldown oneMore(Watched before, long asked, long now) {
    int row = before.inARow() + 1;
    Tally tally = trip.countsCalls() ? before.tally().with(true, now) : before.tally();
    if (trip.reached(row, tally, now)) {
      return away(1, asked, now);
    }
    return asked > 0 ? new Away(0, now + asked) : new Watched(row, now, tally);
  }

  private Tally noCalls() {
    return new Tally(trip.window().toNanos());
  }

  private Away away(int failures, long asked, long now) {
    return new Away(failures, now + Math.max(pause(failures), asked));
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
