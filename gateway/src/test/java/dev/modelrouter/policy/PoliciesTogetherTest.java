package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Breaker, retry budget, deadline, limit of attempts in flight and the line before it, all at once
 * in virtual time: a provider that is down from the 20th to the 40th second of a minute.
 */
class PoliciesTogetherTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final int REQUESTS = 3_000;
  private static final int LIMIT = 4;
  private static final int FLOOR = 3;
  private static final int PERCENT = 20;
  private static final long SPAN = 10 * SECOND;
  private static final Duration BASE = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private record Event(long at, long number, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final CircuitBreakerRules rules =
      new CircuitBreakerRules(
          BASE,
          LONGEST,
          Duration.ofSeconds(2),
          CircuitBreakerRules.FORGET_AFTER,
          new BreakerThreshold(3, 0, 20, Duration.ofSeconds(60)));
  private final QueueingLimiter<Request> limiter =
      new QueueingLimiter<>(new FixedConcurrencyLimiter(LIMIT), 10);
  private final RetryBudget budget = new RetryBudget(PERCENT, FLOOR, Duration.ofNanos(SPAN));
  private final List<Long> arrivals = new ArrayList<>();
  private final List<Long> retries = new ArrayList<>();
  private final List<Long> attempts = new ArrayList<>();
  private final List<Long> successes = new ArrayList<>();
  private CircuitState circuit = CircuitState.CLOSED;
  private int inFlight;
  private int ended;
  private long now;
  private long number;

  private void in(long nanos, Runnable what) {
    events.add(new Event(now + nanos, number++, what));
  }

  private final class Request {
    private final long deadline = now + 2 * SECOND;
    private boolean over;
    private int tries;

    void enter() {
      switch (limiter.acquire(this, 5, now + SECOND / 2, now)) {
        case QueueingLimiter.AcquireResult.Acquired<Request> acquired -> attempt(acquired.permit());
        case QueueingLimiter.AcquireResult.Queued<Request> queued ->
            in(
                SECOND / 2,
                () -> {
                  if (limiter.cancel(queued.entry())) {
                    end();
                  }
                });
        case QueueingLimiter.AcquireResult.Rejected<Request> ignored -> end();
      }
    }

    void attempt(Permit permit) {
      if (rules.remaining(circuit, now) > 0) {
        leave(permit, Permit.Outcome.IGNORED);
        end();
        return;
      }
      circuit = rules.admitted(circuit, now);
      inFlight++;
      attempts.add(now);
      assertThat(now).as("no attempt behind the deadline").isLessThan(deadline);
      boolean down = now >= 20 * SECOND && now < 40 * SECOND;
      in(down ? 10 * MILLI : 30 * MILLI, () -> answered(permit, !down));
    }

    private void answered(Permit permit, boolean well) {
      inFlight--;
      leave(permit, well ? Permit.Outcome.SUCCEEDED : Permit.Outcome.OVERLOADED);
      if (well) {
        circuit = rules.succeeded(circuit, now);
        successes.add(now);
        end();
        return;
      }
      circuit = rules.failed(circuit, null, now);
      long pause = 50 * MILLI << tries;
      if (tries < 2 && now + pause < deadline && budget.retry(now)) {
        tries++;
        retries.add(now);
        in(pause, this::enter);
      } else {
        end();
      }
    }

    private void end() {
      assertThat(over).as("each ends once").isFalse();
      over = true;
      ended++;
    }
  }

  private void leave(Permit permit, Permit.Outcome how) {
    for (QueueingLimiter.Granted<Request> granted : limiter.release(permit, how, now)) {
      in(0, () -> granted.waiter().attempt(granted.permit()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anOutageOfTwentySeconds(int seed) {
    Random random = new Random(seed);
    long at = 0;
    for (int i = 0; i < REQUESTS; i++) {
      at += random.nextLong(40 * MILLI);
      in(
          at,
          () -> {
            arrivals.add(now);
            budget.request(now);
            new Request().enter();
          });
    }

    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      event.what().run();
      assertThat(inFlight).isBetween(0, LIMIT);
      assertThat(limiter.waiting()).isLessThanOrEqualTo(10);
    }

    assertThat(ended).isEqualTo(REQUESTS);
    assertThat(limiter.inFlight()).isZero();
    assertThat(limiter.waiting()).isZero();
    assertRetriesStayWithinTheBudget();
    assertFewProbes();
    assertBackWithinALongestPause();
  }

  private void assertRetriesStayWithinTheBudget() {
    for (long end : retries) {
      long of = inside(retries, end);
      assertThat(of).isLessThanOrEqualTo(FLOOR + PERCENT * inside(arrivals, end) / 100);
    }
  }

  private static long inside(List<Long> times, long end) {
    return times.stream().filter(time -> time > end - SPAN && time <= end).count();
  }

  /** Pauses of 1, 2, 4 and 8 seconds: besides those that were under way when it went down. */
  private void assertFewProbes() {
    long during =
        attempts.stream().filter(time -> time >= 20 * SECOND && time < 40 * SECOND).count();
    assertThat(during).isBetween(3L, 3L + LIMIT + 5);
  }

  private void assertBackWithinALongestPause() {
    long back =
        successes.stream().filter(time -> time >= 40 * SECOND).findFirst().orElse(Long.MAX_VALUE);
    assertThat(back).isLessThanOrEqualTo(40 * SECOND + LONGEST.toNanos() + SECOND);
  }
}
