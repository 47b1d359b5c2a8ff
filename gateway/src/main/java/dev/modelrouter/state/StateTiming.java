package dev.modelrouter.state;

import dev.modelrouter.policy.CooldownRules;
import dev.modelrouter.policy.FailureKind;
import dev.modelrouter.policy.Trip;
import java.time.Duration;

/**
 * The times shared state keeps to.
 *
 * @param backoffBase first pause of a failed provider
 * @param backoffMax longest pause
 * @param longBackoffMax longest pause after {@link FailureKind#CREDENTIALS} and on the inherited
 *     blacklist
 * @param maxRetryAfter longest pause that a provider's {@code Retry-After} orders
 * @param probeLease how long a probe may go without a verdict before another may go
 * @param rateWindow how long a permit counts against its rate
 * @param streamLease how long a node's stream slots outlive it in Redis; renewed three times as
 *     often
 * @param redisLimit how long a request may wait for Redis
 * @param redisCheck how often a node looks at Redis by itself: for what others saw, and whether it
 *     is back
 * @param trip what it takes to put away a provider that is in use
 */
public record StateTiming(
    Duration backoffBase,
    Duration backoffMax,
    Duration longBackoffMax,
    Duration maxRetryAfter,
    Duration probeLease,
    Duration rateWindow,
    Duration streamLease,
    Duration redisLimit,
    Duration redisCheck,
    Trip trip) {

  /** Times of a state in which the first failure puts a provider away. */
  public StateTiming(
      Duration backoffBase,
      Duration backoffMax,
      Duration probeLease,
      Duration rateWindow,
      Duration streamLease,
      Duration redisLimit,
      Duration redisCheck) {
    this(
        backoffBase,
        backoffMax,
        backoffMax,
        backoffMax,
        probeLease,
        rateWindow,
        streamLease,
        redisLimit,
        redisCheck,
        Trip.FIRST_FAILURE);
  }

  /** The times of a gateway in service. */
  public static StateTiming inService(
      Duration backoffBase, Duration backoffMax, Duration probeLease) {
    return new StateTiming(
        backoffBase,
        backoffMax,
        probeLease,
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1));
  }

  /** The same times with another trip. */
  public StateTiming with(Trip other) {
    return new StateTiming(
        backoffBase,
        backoffMax,
        longBackoffMax,
        maxRetryAfter,
        probeLease,
        rateWindow,
        streamLease,
        redisLimit,
        redisCheck,
        other);
  }

  /** The same times with another limit for Redis. */
  public StateTiming withRedisLimit(Duration limit) {
    return new StateTiming(
        backoffBase,
        backoffMax,
        longBackoffMax,
        maxRetryAfter,
        probeLease,
        rateWindow,
        streamLease,
        limit,
        redisCheck,
        trip);
  }

  /**
   * The same times with other longest pauses.
   *
   * @param most after a failure of the inherited blacklist, or of credentials
   * @param asked that a provider's {@code Retry-After} orders
   */
  public StateTiming withPauses(Duration most, Duration asked) {
    return new StateTiming(
        backoffBase,
        backoffMax,
        most,
        asked,
        probeLease,
        rateWindow,
        streamLease,
        redisLimit,
        redisCheck,
        trip);
  }

  /** How a failure of this kind opens a circuit. */
  CooldownRules cooldownRules(FailureKind kind) {
    return switch (kind) {
      case COUNTED -> rules(backoffMax, maxRetryAfter, trip);
      case UNREACHABLE -> rules(backoffMax, maxRetryAfter, Trip.FIRST_FAILURE);
      case CREDENTIALS, BLACKLIST -> rules(longBackoffMax, longBackoffMax, Trip.FIRST_FAILURE);
    };
  }

  private CooldownRules rules(Duration max, Duration asked, Trip trips) {
    return new CooldownRules(
        backoffBase, max, asked, probeLease, CooldownRules.FORGET_AFTER, trips);
  }
}
