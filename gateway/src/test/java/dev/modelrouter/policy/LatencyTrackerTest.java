package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyTrackerTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final LatencyTracker latencyTracker = new LatencyTracker(Duration.ofSeconds(10));

  @Test
  void nothingIsKnownOfATargetThatWasNeverAsked() {
    assertThat(latencyTracker.firstTokenNanos(0)).isEmpty();
    assertThat(latencyTracker.tokensPerSecond(0)).isEmpty();
    assertThat(latencyTracker.answerNanos(100, 0)).isEmpty();
  }

  @Test
  void theFirstObservationIsTheEstimate() {
    latencyTracker.firstToken(200 * MILLI, 5);
    latencyTracker.stream(100, 2 * SECOND, 5);
    assertThat(latencyTracker.firstTokenNanos(5)).hasValue(200 * MILLI);
    assertThat(latencyTracker.tokensPerSecond(5)).hasValue(50);
    assertThat(latencyTracker.answerNanos(100, 5)).hasValue(2_200 * MILLI);
  }

  @Test
  void anObservationOneHalfLifeOldWeighsHalf() {
    latencyTracker.firstToken(300 * MILLI, 0);
    latencyTracker.firstToken(600 * MILLI, 10 * SECOND);
    assertThat(latencyTracker.firstTokenNanos(10 * SECOND)).hasValue(500 * MILLI);
  }

  @Test
  void observationsOfTheSameInstantAllCount() {
    for (int i = 1; i <= 100; i++) {
      latencyTracker.firstToken(i * MILLI, 0);
    }
    assertThat(latencyTracker.firstTokenNanos(0)).hasValue(50_500_000);
  }

  @Test
  void whatIsLongPastIsForgotten() {
    latencyTracker.firstToken(300 * MILLI, 0);
    assertThat(latencyTracker.firstTokenNanos(43 * SECOND)).hasValue(300 * MILLI);
    assertThat(latencyTracker.firstTokenNanos(44 * SECOND)).isEmpty();
    latencyTracker.firstToken(100 * MILLI, 100 * SECOND);
    assertThat(latencyTracker.firstTokenNanos(100 * SECOND).orElseThrow())
        .isBetween(100 * MILLI, 101 * MILLI);
  }

  @Test
  void aChangeIsFollowedWithinAFewHalfLives() {
    long now = Long.MAX_VALUE - 20 * SECOND;
    for (int i = 0; i < 1_000; i++, now += SECOND / 10) {
      latencyTracker.firstToken(100 * MILLI, now);
    }
    for (int i = 0; i < 300; i++, now += SECOND / 10) {
      latencyTracker.firstToken(900 * MILLI, now);
    }
    assertThat((double) latencyTracker.firstTokenNanos(now).orElseThrow())
        .isCloseTo(800 * MILLI, within(20.0 * MILLI));
  }

  @Test
  void streamsOfAFewTokensSayNothingAboutThePace() {
    latencyTracker.stream(7, SECOND, 0);
    latencyTracker.stream(100, 0, 0);
    assertThat(latencyTracker.tokensPerSecond(0)).isEmpty();
    latencyTracker.firstToken(SECOND, 0);
    assertThat(latencyTracker.answerNanos(1_000, 0)).hasValue(SECOND);
  }

  @Test
  void theEstimateLiesAlwaysBetweenTheLeastAndTheMostSeen() {
    Random random = new Random(3);
    long now = -5 * SECOND;
    for (int i = 0; i < 10_000; i++) {
      now += random.nextLong(4 * SECOND);
      latencyTracker.firstToken((100 + random.nextLong(400)) * MILLI, now);
      assertThat(latencyTracker.firstTokenNanos(now).orElseThrow())
          .isBetween(100 * MILLI - 1, 500 * MILLI);
    }
  }
}
