package dev.modelrouter.state;

import dev.modelrouter.state.AdmissionResult.BreakerOpen;
import dev.modelrouter.state.AdmissionResult.RateLimited;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a script in Redis says about one provider.
 *
 * @param result its answer to the question asked
 * @param state the provider's cooldown after it
 * @param failures consecutive failures
 * @param leftNanos of the pause (below zero once it is over) or of the probe's lease
 * @param taken permits of its rate that count on all nodes together, if the script looked at it
 */
record RedisProviderReply(
    AdmissionResult result, BreakerState state, int failures, long leftNanos, int taken) {

  /** The kinds of standing, in the order of the numbers in {@code prelude.lua}. */
  enum BreakerState {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /** Reads {@code {verdict, wait, standing, failures, left, taken}}, times in microseconds. */
  static RedisProviderReply read(Response reply) {
    Duration wait = Duration.of(number(reply.get(1)), ChronoUnit.MICROS);
    int number = (int) number(reply.get(0));
    AdmissionResult result =
        switch (number) {
          case 0 -> ProviderState.ADMITTED;
          case 1 -> ProviderState.PROBE;
          case 2 -> new BreakerOpen(wait);
          case 3 -> new RateLimited(wait);
          default -> throw new IllegalArgumentException("no such verdict: " + number);
        };
    BreakerState breakerState =
        switch ((int) number(reply.get(2))) {
          case 0 -> BreakerState.CLOSED;
          case 1 -> BreakerState.OPEN;
          default -> BreakerState.HALF_OPEN;
        };
    long left = TimeUnit.MICROSECONDS.toNanos(number(reply.get(4)));
    int failures = (int) number(reply.get(3));
    return new RedisProviderReply(result, breakerState, failures, left, (int) number(reply.get(5)));
  }

  /** Reads one number. */
  static long number(Response reply) {
    return Objects.requireNonNull(reply.toLong(), "an answer that is no number");
  }
}
