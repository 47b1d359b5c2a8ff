package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.Cooldown.Away;
import dev.modelrouter.policy.Cooldown.Watched;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The breaker where one failure is not enough: a state table and its invariants. */
class TripTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = -1_000 * SECOND;
  private Cooldown cooldown = Cooldown.CLOSED;

  @Test
  void aRowOfFailuresIsWatchedUntilItIsLongEnough() {
    CooldownRules rules = rules(Trip.inARow(3));
    fail(rules, null);
    fail(rules, null);
    assertThat(cooldown).isInstanceOfSatisfying(Watched.class, w -> assertRow(w, 2));
    assertThat(rules.remaining(cooldown, now)).isZero();
    assertThat(rules.admitted(cooldown, now)).isEqualTo(cooldown);
    assertThat(rules.abandoned(cooldown, now)).isEqualTo(cooldown);
    fail(rules, null);
    assertThat(cooldown).isEqualTo(new Away(1, now + 5 * SECOND));
  }

  @Test
  void aSuccessEndsTheRow() {
    CooldownRules rules = rules(Trip.inARow(2));
    for (int i = 0; i < 10; i++) {
      fail(rules, null);
      cooldown = rules.succeeded(cooldown, now);
      assertThat(cooldown).isEqualTo(Cooldown.CLOSED);
    }
  }

  @Test
  void aRowIsForgottenFiveMinutesAfterItsLastFailure() {
    CooldownRules rules = rules(Trip.inARow(2));
    fail(rules, null);
    now += 300 * SECOND - 1;
    assertThat(rules.at(cooldown, now)).isInstanceOf(Watched.class);
    now += 1;
    assertThat(rules.at(cooldown, now)).isEqualTo(Cooldown.CLOSED);
    fail(rules, null);
    assertThat(rules.remaining(cooldown, now)).isZero();
  }

  @Test
  void aRetryAfterIsObeyedAtOnceAndDoesNotCountAsAnOutage() {
    CooldownRules rules = rules(Trip.inARow(5));
    fail(rules, Duration.ofSeconds(2));
    assertThat(cooldown).isEqualTo(new Away(0, now + 2 * SECOND));
    now += 2 * SECOND;
    cooldown = rules.admitted(cooldown, now);
    fail(rules, null);
    assertThat(cooldown).isEqualTo(new Away(1, now + 5 * SECOND));
  }

  @Test
  void theThirdFailureWithARetryAfterGetsTheLongerPause() {
    CooldownRules rules = rules(Trip.inARow(1));
    fail(rules, Duration.ofSeconds(60));
    assertThat(cooldown).isEqualTo(new Away(1, now + 60 * SECOND));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 50, 100})
  void byShareItOpensExactlyWhenTheCountedCallsSaySo(int percent) {
    Trip trip = Trip.share(percent, 20, Duration.ofSeconds(10));
    CooldownRules rules = rules(trip);
    Random random = new Random(percent);
    ArrayDeque<long[]> calls = new ArrayDeque<>();
    int opened = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(SECOND / 2);
      boolean failed = random.nextInt(100) < (i / 500 % 2 == 0 ? percent / 2 : percent);
      calls.addLast(new long[] {now, failed ? 1 : 0});
      cooldown = failed ? rules.failed(cooldown, null, now) : rules.succeeded(cooldown, now);
      if (cooldown instanceof Away away) {
        opened++;
        assertThat(failed).isTrue();
        assertThat(windows(calls)).anyMatch(window -> reached(calls, trip, window));
        now = away.until();
        cooldown = rules.succeeded(rules.admitted(cooldown, now), now);
        calls.clear();
      } else if (failed) {
        assertThat(windows(calls)).anyMatch(window -> !reached(calls, trip, window));
      }
    }
    assertThat(opened).isPositive();
  }

  @Test
  void tripsThatMakeNoSenseAreRefused() {
    Duration window = Duration.ofSeconds(10);
    assertThatThrownBy(() -> Trip.inARow(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Trip.share(0, 1, window)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Trip.share(101, 1, window))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Trip.share(50, 0, window))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules(Trip.share(50, 1, Duration.ofHours(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The window's length and those up to a tenth longer that hold other calls. */
  private List<Long> windows(ArrayDeque<long[]> calls) {
    List<Long> lengths = new ArrayList<>(List.of(10 * SECOND));
    for (long[] call : calls) {
      long age = now - call[0];
      if (age >= 10 * SECOND && age < 11 * SECOND) {
        lengths.add(age + 1);
      }
    }
    return lengths;
  }

  private boolean reached(ArrayDeque<long[]> calls, Trip trip, long window) {
    long all = calls.stream().filter(c -> now - c[0] < window).count();
    long failed = calls.stream().filter(c -> now - c[0] < window && c[1] == 1).count();
    return all >= trip.leastCalls() && failed * 100 >= trip.percent() * all;
  }

  private static CooldownRules rules(Trip trip) {
    return new CooldownRules(
        Duration.ofSeconds(5),
        Duration.ofSeconds(300),
        Duration.ofSeconds(20),
        CooldownRules.FORGET_AFTER,
        trip);
  }

  private static void assertRow(Watched watched, int row) {
    assertThat(watched.inARow()).isEqualTo(row);
  }

  private void fail(CooldownRules rules, Duration retryAfter) {
    cooldown = rules.failed(cooldown, retryAfter, now);
  }
}
