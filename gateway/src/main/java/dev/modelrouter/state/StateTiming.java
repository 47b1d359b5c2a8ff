package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.policy.CircuitBreakerRules;
import dev.modelrouter.policy.FailureKind;
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
 * @param threshold the failures that open a closed circuit
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
    BreakerThreshold threshold) {

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
        BreakerThreshold.FIRST_FAILURE);
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
  public StateTiming with(BreakerThreshold other) {
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
        threshold);
  }

  /**
   * The same times with other longest pauses.
   *
   * @param max after a failure of the inherited blacklist, or of credentials
   * @param asked that a provider's {@code Retry-After} orders
   */
  public StateTiming withPauses(Duration max, Duration asked) {
    return new StateTiming(
        backoffBase,
        backoffMax,
        max,
        asked,
        probeLease,
        rateWindow,
        streamLease,
        redisLimit,
        redisCheck,
        threshold);
  }

  /** How a failure of this kind opens a circuit. */
  CircuitBreakerRules cooldownRules(FailureKind kind) {
    return switch (kind) {
      case COUNTED -> rules(backoffMax, maxRetryAfter, threshold);
      case UNREACHABLE -> rules(backoffMax, maxRetryAfter, BreakerThreshold.FIRST_FAILURE);
      case CREDENTIALS, BLACKLIST ->
          rules(longBackoffMax, longBackoffMax, BreakerThreshold.FIRST_FAILURE);
    };
  }

  private CircuitBreakerRules rules(Duration max, Duration asked, BreakerThreshold trips) {
    return new CircuitBreakerRules(
        backoffBase, max, asked, probeLease, CircuitBreakerRules.FORGET_AFTER, trips);
  }
}
