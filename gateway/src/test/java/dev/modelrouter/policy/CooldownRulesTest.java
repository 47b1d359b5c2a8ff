package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.Cooldown.Away;
import dev.modelrouter.policy.Cooldown.Probing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A state table on a fake clock: base 5 s, max 300 s, lease 20 s; times in seconds. */
class CooldownRulesTest {
  private static final CooldownRules RULES =
      new CooldownRules(
          Duration.ofSeconds(5),
          Duration.ofSeconds(300),
          Duration.ofSeconds(20),
          CooldownRules.FORGET_AFTER);

  /** Far from zero and below it, as {@link System#nanoTime} may be. */
  private static final long ORIGIN = Long.MAX_VALUE - seconds(7);

  private Cooldown cooldown = Cooldown.CLOSED;
  private long now = ORIGIN;

  @ParameterizedTest
  @CsvSource({
    "1, 5", "2, 10", "3, 20", "4, 40", "5, 80", "6, 160", "7, 300", "8, 300", "62, 300", "70, 300"
  })
  void consecutiveFailuresDoubleThePauseUpToTheLongest(int failures, long pause) {
    for (int i = 1; i < failures; i++) {
      fail(null);
      now += RULES.remaining(cooldown, now);
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
    assertThat(cooldown).isEqualTo(Cooldown.CLOSED);
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
    assertThat(cooldown).isInstanceOf(Probing.class);
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
    assertThat(cooldown).isEqualTo(Cooldown.CLOSED);
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
    assertThat(cooldown).isEqualTo(Cooldown.CLOSED);
    fail(null);
    Cooldown before = cooldown;
    abandon();
    assertThat(cooldown).isEqualTo(before);
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
    assertThat(cooldown).isInstanceOf(Probing.class);
    fail(null);
    assertRemaining(5);
  }

  @Test
  void aLateSuccessAfterThePauseClearsEverything() {
    fail(null);
    pauseEnds();
    succeed();
    assertThat(cooldown).isEqualTo(Cooldown.CLOSED);
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
    assertThat(RULES.at(cooldown, now)).isInstanceOf(Away.class);
    now += 1;
    assertThat(RULES.at(cooldown, now)).isEqualTo(Cooldown.CLOSED);
    fail(null);
    assertRemaining(5);
  }

  @Test
  void aLostProbeIsForgottenWithItsFailures() {
    fail(null);
    pauseEnds();
    admit();
    now += seconds(299);
    assertThat(RULES.at(cooldown, now)).isInstanceOf(Away.class);
    now += seconds(1);
    assertThat(RULES.at(cooldown, now)).isEqualTo(Cooldown.CLOSED);
  }

  @Test
  void aBaseLongerThanTheLongestIsCut() {
    CooldownRules rules =
        new CooldownRules(
            Duration.ofSeconds(9),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            CooldownRules.FORGET_AFTER);
    assertThat(rules.remaining(rules.failed(Cooldown.CLOSED, null, now), now))
        .isEqualTo(seconds(2));
  }

  private void admit() {
    cooldown = RULES.admitted(cooldown, now);
  }

  private void fail(Duration retryAfter) {
    cooldown = RULES.failed(cooldown, retryAfter, now);
  }

  private void succeed() {
    cooldown = RULES.succeeded(cooldown, now);
  }

  private void abandon() {
    cooldown = RULES.abandoned(cooldown, now);
  }

  private void pauseEnds() {
    now += RULES.remaining(cooldown, now);
  }

  private void assertRemaining(long seconds) {
    assertThat(RULES.remaining(cooldown, now)).isEqualTo(seconds(seconds));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
