package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.CircuitState.ClosedCounting;
import dev.modelrouter.policy.CircuitState.Open;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The breaker where one failure is not enough: a state table and its invariants. */
class BreakerThresholdTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = -1_000 * SECOND;
  private CircuitState circuit = CircuitState.CLOSED;

  @Test
  void aRowOfFailuresIsWatchedUntilItIsLongEnough() {
    CircuitBreakerRules rules = rules(BreakerThreshold.inARow(3));
    fail(rules, null);
    fail(rules, null);
    assertThat(circuit).isInstanceOfSatisfying(ClosedCounting.class, w -> assertRow(w, 2));
    assertThat(rules.remaining(circuit, now)).isZero();
    assertThat(rules.admitted(circuit, now)).isEqualTo(circuit);
    assertThat(rules.abandoned(circuit, now)).isEqualTo(circuit);
    fail(rules, null);
    assertThat(circuit).isEqualTo(new Open(1, now + 5 * SECOND));
  }

  @Test
  void aSuccessEndsTheRow() {
    CircuitBreakerRules rules = rules(BreakerThreshold.inARow(2));
    for (int i = 0; i < 10; i++) {
      fail(rules, null);
      circuit = rules.succeeded(circuit, now);
      assertThat(circuit).isEqualTo(CircuitState.CLOSED);
    }
  }

  @Test
  void aRowIsForgottenFiveMinutesAfterItsLastFailure() {
    CircuitBreakerRules rules = rules(BreakerThreshold.inARow(2));
    fail(rules, null);
    now += 300 * SECOND - 1;
    assertThat(rules.at(circuit, now)).isInstanceOf(ClosedCounting.class);
    now += 1;
    assertThat(rules.at(circuit, now)).isEqualTo(CircuitState.CLOSED);
    fail(rules, null);
    assertThat(rules.remaining(circuit, now)).isZero();
  }

  @Test
  void aRetryAfterIsObeyedAtOnceAndDoesNotCountAsAnOutage() {
    CircuitBreakerRules rules = rules(BreakerThreshold.inARow(5));
    fail(rules, Duration.ofSeconds(2));
    assertThat(circuit).isEqualTo(new Open(0, now + 2 * SECOND));
    now += 2 * SECOND;
    circuit = rules.admitted(circuit, now);
    fail(rules, null);
    assertThat(circuit).isEqualTo(new Open(1, now + 5 * SECOND));
  }

  @Test
  void theThirdFailureWithARetryAfterGetsTheLongerPause() {
    CircuitBreakerRules rules = rules(BreakerThreshold.inARow(1));
    fail(rules, Duration.ofSeconds(60));
    assertThat(circuit).isEqualTo(new Open(1, now + 60 * SECOND));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 50, 100})
  void byShareItOpensExactlyWhenTheCountedCallsSaySo(int percent) {
    BreakerThreshold threshold = BreakerThreshold.share(percent, 20, Duration.ofSeconds(10));
    CircuitBreakerRules rules = rules(threshold);
    Random random = new Random(percent);
    ArrayDeque<long[]> calls = new ArrayDeque<>();
    int opened = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(SECOND / 2);
      boolean failed = random.nextInt(100) < (i / 500 % 2 == 0 ? percent / 2 : percent);
      calls.addLast(new long[] {now, failed ? 1 : 0});
      circuit = failed ? rules.failed(circuit, null, now) : rules.succeeded(circuit, now);
      if (circuit instanceof Open open) {
        opened++;
        assertThat(failed).isTrue();
        assertThat(windows(calls)).anyMatch(window -> reached(calls, threshold, window));
        now = open.until();
        circuit = rules.succeeded(rules.admitted(circuit, now), now);
        calls.clear();
      } else if (failed) {
        assertThat(windows(calls)).anyMatch(window -> !reached(calls, threshold, window));
      }
    }
    assertThat(opened).isPositive();
  }

  @Test
  void tripsThatMakeNoSenseAreRefused() {
    Duration window = Duration.ofSeconds(10);
    assertThatThrownBy(() -> BreakerThreshold.inARow(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BreakerThreshold.share(0, 1, window))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BreakerThreshold.share(101, 1, window))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BreakerThreshold.share(50, 0, window))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules(BreakerThreshold.share(50, 1, Duration.ofHours(1))))
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

  private boolean reached(ArrayDeque<long[]> calls, BreakerThreshold threshold, long window) {
    long all = calls.stream().filter(c -> now - c[0] < window).count();
    long failed = calls.stream().filter(c -> now - c[0] < window && c[1] == 1).count();
    return all >= threshold.minCalls() && failed * 100 >= threshold.percent() * all;
  }

  private static CircuitBreakerRules rules(BreakerThreshold threshold) {
    return new CircuitBreakerRules(
        Duration.ofSeconds(5),
        Duration.ofSeconds(300),
        Duration.ofSeconds(20),
        CircuitBreakerRules.FORGET_AFTER,
        threshold);
  }

  private static void assertRow(ClosedCounting closedCounting, int row) {
    assertThat(closedCounting.inARow()).isEqualTo(row);
  }

  private void fail(CircuitBreakerRules rules, Duration retryAfter) {
    circuit = rules.failed(circuit, retryAfter, now);
  }
}
