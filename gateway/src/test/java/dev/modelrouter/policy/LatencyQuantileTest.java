package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyQuantileTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  @Test
  void nothingIsSaidBeforeTwentyDurations() {
    LatencyQuantile tail = LatencyQuantile.p95();
    for (int i = 0; i < 19; i++) {
      tail.observe(MILLI, 0);
    }
    assertThat(tail.nanos(0)).isEmpty();
    tail.observe(MILLI, 0);
    assertThat(tail.nanos(0)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 900, 950, 999})
  void theEstimateIsNeverTooLowAndAtMostASixteenthTooHigh(int perMille) {
    Random random = new Random(perMille);
    for (int round = 0; round < 50; round++) {
      LatencyQuantile tail = new LatencyQuantile(perMille, Duration.ofMinutes(1));
      long[] seen = new long[20 + random.nextInt(2_000)];
      for (int i = 0; i < seen.length; i++) {
        seen[i] = (long) (MILLI * Math.exp(random.nextDouble() * 13));
        tail.observe(seen[i], i * MILLI);
      }
      Arrays.sort(seen);
      long exact = seen[(int) Math.ceilDiv((long) seen.length * perMille, 1000L) - 1];
      assertThat(tail.nanos(seen.length * MILLI).orElseThrow())
          .isBetween(exact, exact + exact / 16 + MILLI / 16);
    }
  }

  @Test
  void durationsBeyondBothEndsAreCountedAtTheEnds() {
    LatencyQuantile tail = new LatencyQuantile(500, Duration.ofMinutes(1));
    for (int i = 0; i < 20; i++) {
      tail.observe(-1, 0);
    }
    assertThat(tail.nanos(0)).hasValue(MILLI / 16);
    for (int i = 0; i < 100; i++) {
      tail.observe(Long.MAX_VALUE, 0);
    }
    assertThat(tail.nanos(0).orElseThrow()).isGreaterThan(1_000 * SECOND);
  }

  @Test
  void aSpanAndTheOneBeforeItCountAndOlderOnesDoNot() {
    LatencyQuantile tail = LatencyQuantile.p95();
    long origin = Long.MAX_VALUE - 90 * SECOND;
    observe(tail, 100, SECOND, origin);
    observe(tail, 100, 10 * MILLI, origin + 70 * SECOND);
    assertThat(tail.nanos(origin + 70 * SECOND).orElseThrow()).isGreaterThanOrEqualTo(SECOND);
    observe(tail, 100, 10 * MILLI, origin + 130 * SECOND);
    assertThat(tail.nanos(origin + 130 * SECOND).orElseThrow()).isLessThan(11 * MILLI);
    assertThat(tail.nanos(origin + 250 * SECOND)).isEmpty();
  }

  @Test
  void quantilesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new LatencyQuantile(1000, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LatencyQuantile(0, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void observe(LatencyQuantile tail, int times, long nanos, long now) {
    for (int i = 0; i < times; i++) {
      tail.observe(nanos, now);
    }
  }
}
