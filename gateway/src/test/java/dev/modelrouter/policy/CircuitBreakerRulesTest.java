package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.CircuitState.HalfOpen;
import dev.modelrouter.policy.CircuitState.Open;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A state table on a fake clock: base 5 s, max 300 s, lease 20 s; times in seconds. */
class CircuitBreakerRulesTest {
  private static final CircuitBreakerRules RULES =
      new CircuitBreakerRules(
          Duration.ofSeconds(5),
          Duration.ofSeconds(300),
          Duration.ofSeconds(20),
          CircuitBreakerRules.FORGET_AFTER);

  /** Far from zero and below it, as {@link System#nanoTime} may be. */
  private static final long ORIGIN = Long.MAX_VALUE - seconds(7);

  private CircuitState circuit = CircuitState.CLOSED;
  private long now = ORIGIN;

  @ParameterizedTest
  @CsvSource({
    "1, 5", "2, 10", "3, 20", "4, 40", "5, 80", "6, 160", "7, 300", "8, 300", "62, 300", "70, 300"
  })
  void consecutiveFailuresDoubleThePauseUpToTheLongest(int failures, long pause) {
    for (int i = 1; i < failures; i++) {
      fail(null);
      now += RULES.remaining(circuit, now);
      admit();
    }
    fail(null);
    assertRemaining(pause);
  }

  @Test
  void closedProviderAdmitsAndStaysClosed() {
    assertRemaining(0);
    admit();
    admit();
    assertThat(circuit).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void failuresDuringThePauseBelongToTheSameOutage() {
    fail(null);
    now += seconds(2);
    fail(null);
    fail(null);
    assertRemaining(3);
    pauseEnds();
    admit();
    fail(null);
    assertRemaining(10);
  }

  @Test
  void retryAfterWinsWhenItIsLongerAndIsCutAtTheLongest() {
    fail(Duration.ofSeconds(3));
    assertRemaining(5);
    fail(Duration.ofSeconds(30));
    assertRemaining(30);
    now += seconds(10);
    fail(Duration.ofSeconds(7));
    assertRemaining(20);
    fail(Duration.ofDays(100_000));
    assertRemaining(300);
    fail(Duration.ofSeconds(-5));
    assertRemaining(300);
  }

  @Test
  void afterThePauseOneProbeGoesAndItsLeaseKeepsOthersAway() {
    fail(null);
    pauseEnds();
    assertRemaining(0);
    admit();
    assertThat(circuit).isInstanceOf(HalfOpen.class);
    assertRemaining(20);
    assertThatThrownBy(this::admit).isInstanceOf(IllegalStateException.class);
    now += seconds(20);
    assertRemaining(0);
    admit();
    assertRemaining(20);
  }

  @Test
  void aProbeThatSucceedsClearsEverything() {
    fail(null);
    pauseEnds();
    admit();
    succeed();
    assertThat(circuit).isEqualTo(CircuitState.CLOSED);
    fail(null);
    assertRemaining(5);
  }

  @Test
  void aProbeThatIsAbandonedLeavesItsPlaceToTheNextAndTheCountAsItWas() {
    fail(null);
    pauseEnds();
    admit();
    abandon();
    assertRemaining(0);
    admit();
    fail(null);
    assertRemaining(10);
  }

  @Test
  void abandonedAttemptsChangeNothingOtherwise() {
    abandon();
    assertThat(circuit).isEqualTo(CircuitState.CLOSED);
    fail(null);
    CircuitState before = circuit;
    abandon();
    assertThat(circuit).isEqualTo(before);
  }

  @Test
  void aLateSuccessDuringThePauseResetsTheCountButNotThePause() {
    fail(null);
    pauseEnds();
    admit();
    fail(null);
    succeed();
    assertRemaining(10);
    pauseEnds();
    admit();
    assertThat(circuit).isInstanceOf(HalfOpen.class);
    fail(null);
    assertRemaining(5);
  }

  @Test
  void aLateSuccessAfterThePauseClearsEverything() {
    fail(null);
    pauseEnds();
    succeed();
    assertThat(circuit).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aFailureAfterThePauseWithoutAProbeCountsAsOneMore() {
    fail(null);
    pauseEnds();
    fail(null);
    assertRemaining(10);
  }

  @Test
  void failuresAreForgottenFiveMinutesAfterThePauseEnded() {
    fail(null);
    pauseEnds();
    now += seconds(300) - 1;
    assertThat(RULES.at(circuit, now)).isInstanceOf(Open.class);
    now += 1;
    assertThat(RULES.at(circuit, now)).isEqualTo(CircuitState.CLOSED);
    fail(null);
    assertRemaining(5);
  }

  @Test
  void aLostProbeIsForgottenWithItsFailures() {
    fail(null);
    pauseEnds();
    admit();
    now += seconds(299);
    assertThat(RULES.at(circuit, now)).isInstanceOf(Open.class);
    now += seconds(1);
    assertThat(RULES.at(circuit, now)).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aBaseLongerThanTheLongestIsCut() {
    CircuitBreakerRules rules =
        new CircuitBreakerRules(
            Duration.ofSeconds(9),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            CircuitBreakerRules.FORGET_AFTER);
    assertThat(rules.remaining(rules.failed(CircuitState.CLOSED, null, now), now))
        .isEqualTo(seconds(2));
  }

  private void admit() {
    circuit = RULES.admitted(circuit, now);
  }

  private void fail(Duration retryAfter) {
    circuit = RULES.failed(circuit, retryAfter, now);
  }

  private void succeed() {
    circuit = RULES.succeeded(circuit, now);
  }

  private void abandon() {
    circuit = RULES.abandoned(circuit, now);
  }

  private void pauseEnds() {
    now += RULES.remaining(circuit, now);
  }

  private void assertRemaining(long seconds) {
    assertThat(RULES.remaining(circuit, now)).isEqualTo(seconds(seconds));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
