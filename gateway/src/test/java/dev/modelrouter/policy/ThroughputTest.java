package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At least 10 tokens a second over 5 s. */
class ThroughputTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long ORIGIN = Long.MAX_VALUE - 8 * SECOND;

  private final Throughput throughput = new Throughput(10, Duration.ofSeconds(5), ORIGIN);

  @Test
  void nobodyIsTooSlowBeforeAWindowHasPassed() {
    assertThat(throughput.isTooSlow(ORIGIN + 5 * SECOND - 1)).isFalse();
    assertThat(throughput.isTooSlow(ORIGIN + 5 * SECOND)).isTrue();
  }

  @Test
  void aStreamThatStopsIsSeenAtMostATenthLate() {
    long now = ORIGIN;
    for (int i = 0; i < 400; i++, now += SECOND / 20) {
      throughput.tokens(1, now);
      assertThat(throughput.isTooSlow(now)).isFalse();
    }
    long stopped = now;
    while (!throughput.isTooSlow(now)) {
      now += SECOND / 100;
    }
    // 20 a second until it stopped: half of a window later it holds 50 tokens.
    assertThat(now - stopped).isBetween(5 * SECOND / 2, 5 * SECOND / 2 + SECOND / 2 + SECOND / 20);
  }

  @Test
  void aStreamThatRecoversIsNoLongerTooSlow() {
    long now = ORIGIN + 6 * SECOND;
    assertThat(throughput.isTooSlow(now)).isTrue();
    throughput.tokens(50, now);
    assertThat(throughput.isTooSlow(now)).isFalse();
  }

  @Test
  void timeInWhichTheCallerDoesNotReadDoesNotCount() {
    throughput.tokens(60, ORIGIN);
    throughput.pause(ORIGIN + SECOND);
    throughput.pause(ORIGIN + 2 * SECOND);
    assertThat(throughput.isTooSlow(ORIGIN + 100 * SECOND)).isFalse();
    throughput.resume(ORIGIN + 101 * SECOND);
    throughput.resume(ORIGIN + 102 * SECOND);
    assertThat(throughput.isTooSlow(ORIGIN + 104 * SECOND)).isFalse();
    assertThat(throughput.isTooSlow(ORIGIN + 107 * SECOND)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aStreamWhoseEveryWindowHoldsEnoughIsNeverCalledTooSlow(int seed) {
    Random random = new Random(seed);
    long now = ORIGIN;
    long nextBurst = now;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(SECOND / 10);
      while (now - nextBurst >= 0) {
        throughput.tokens(50, nextBurst);
        nextBurst += 5 * SECOND;
      }
      assertThat(throughput.isTooSlow(now)).isFalse();
    }
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThatThrownBy(() -> new Throughput(0, Duration.ofSeconds(5), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Throughput(Double.NaN, Duration.ofSeconds(5), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
