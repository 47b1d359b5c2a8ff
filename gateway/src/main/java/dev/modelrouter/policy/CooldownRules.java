package dev.modelrouter.policy;

import dev.modelrouter.policy.Cooldown.Away;
import dev.modelrouter.policy.Cooldown.Closed;
import dev.modelrouter.policy.Cooldown.Probing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's failures put it away and how it comes back: a pure state machine over {@link
 * Cooldown}.
 *
 * <p><b>Implementation notes.</b> Every standing is first read {@linkplain #at as of now}: a probe
 * whose lease is over falls back to "due", and a pause that ended longer than {@code forgetAfter}
 * ago is forgotten. A success during a pause resets the count but leaves the pause: it comes from
 * an attempt that began before the outage, and must not undo a provider's {@code Retry-After}. A
 * failure after the pause, with or without a probe out, counts as one more.
 *
 * @param base first pause
 * @param max longest pause, also for a provider's {@code Retry-After}; if less than base it wins
 * @param probeLease how long a probe may go without a verdict
 * @param forgetAfter how long after the last pause the failures are forgotten
 */
public record CooldownRules(
    Duration base, Duration max, Duration probeLease, Duration forgetAfter) {

  /** What the contract says about forgetting. */
  public static final Duration FORGET_AFTER = Duration.ofMinutes(5);

  public CooldownRules {
    if (!base.isPositive() || !max.isPositive() || !probeLease.isPositive()) {
      throw new IllegalArgumentException("cooldown durations must be longer than zero");
    }
  }

  /** The standing as of now: leases that ran out and failures long past are gone from it. */
  public Cooldown at(Cooldown cooldown, long now) {
    return switch (cooldown) {
      case Closed closed -> closed;
      case Away away -> now - away.until() >= forgetAfter.toNanos() ? Cooldown.CLOSED : away;
      case Probing probing ->
          now - probing.leaseEnds() < 0
              ? probing
              : at(new Away(probing.failures(), probing.pauseEnded()), now);
    };
  }

  /** Nanoseconds until somebody may attempt the provider; 0 when somebody may now. */
  public long remaining(Cooldown cooldown, long now) {
    return switch (at(cooldown, now)) {
      case Closed _ -> 0;
      case Away away -> Math.max(0, away.until() - now);
      case Probing probing -> probing.leaseEnds() - now;
    };
  }

  /** The standing after an attempt was let through; only while nothing {@link #remaining}s. */
  public Cooldown admitted(Cooldown cooldown, long now) {
    return switch (at(cooldown, now)) {
      case Closed closed -> closed;
      case Away away -> new Probing(away.failures(), away.until(), now + probeLease.toNanos());
      case Probing _ -> throw new IllegalStateException("a probe is out already");
    };
  }

  /** The standing after a whole answer. */
  public Cooldown succeeded(Cooldown cooldown, long now) {
    return switch (at(cooldown, now)) {
      case Away away when away.until() - now > 0 -> new Away(0, away.until());
      case Away _, Closed _, Probing _ -> Cooldown.CLOSED;
    };
  }

  /**
   * The standing after a failure.
   *
   * @param retryAfter what the provider asked for, or null
   */
  public Cooldown failed(Cooldown cooldown, @Nullable Duration retryAfter, long now) {
    long asked = retryAfter == null ? 0 : shorter(retryAfter, max).toNanos();
    return switch (at(cooldown, now)) {
      case Closed _ -> away(1, asked, now);
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
      case Away away -> away;
    };
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
