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
  private final CooldownRules rules =
      new CooldownRules(
          BASE,
          LONGEST,
          Duration.ofSeconds(2),
          CooldownRules.FORGET_AFTER,
          new Trip(3, 0, 20, Duration.ofSeconds(60)));
  private final Turnstile<Request> turnstile = new Turnstile<>(new ConcurrencyLimit(LIMIT), 10);
  private final RetryBudget budget = new RetryBudget(PERCENT, FLOOR, Duration.ofNanos(SPAN));
  private final List<Long> arrivals = new ArrayList<>();
  private final List<Long> retries = new ArrayList<>();
  private final List<Long> attempts = new ArrayList<>();
  private final List<Long> successes = new ArrayList<>();
  private Cooldown cooldown = Cooldown.CLOSED;
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
      switch (turnstile.enter(this, 5, now + SECOND / 2, now)) {
        case Turnstile.Entered.Passed<Request> passed -> attempt(passed.permit());
        case Turnstile.Entered.Waiting<Request> waiting ->
            in(
                SECOND / 2,
                () -> {
                  if (turnstile.cancel(waiting.ticket())) {
                    end();
                  }
                });
        case Turnstile.Entered.TurnedAway<Request> ignored -> end();
      }
    }

    void attempt(Permit permit) {
      if (rules.remaining(cooldown, now) > 0) {
        leave(permit, Permit.End.IGNORED);
        end();
        return;
      }
      cooldown = rules.admitted(cooldown, now);
      inFlight++;
      attempts.add(now);
      assertThat(now).as("no attempt behind the deadline").isLessThan(deadline);
      boolean down = now >= 20 * SECOND && now < 40 * SECOND;
      in(down ? 10 * MILLI : 30 * MILLI, () -> answered(permit, !down));
    }

    private void answered(Permit permit, boolean well) {
      inFlight--;
      leave(permit, well ? Permit.End.SUCCEEDED : Permit.End.OVERLOADED);
      if (well) {
        cooldown = rules.succeeded(cooldown, now);
        successes.add(now);
        end();
        return;
      }
      cooldown = rules.failed(cooldown, null, now);
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

  private void leave(Permit permit, Permit.End how) {
    for (Turnstile.Served<Request> served : turnstile.leave(permit, how, now)) {
      in(0, () -> served.who().attempt(served.permit()));
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
      assertThat(turnstile.waiting()).isLessThanOrEqualTo(10);
    }

    assertThat(ended).isEqualTo(REQUESTS);
    assertThat(turnstile.inFlight()).isZero();
    assertThat(turnstile.waiting()).isZero();
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
