package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = 60 * SECOND;

  private final SlidingWindowLimiter window = new SlidingWindowLimiter(Duration.ofMinutes(1));

  @Test
  void permitsUpToTheLimitAreTakenAndTheNextIsRefusedWithAWait() {
    for (int i = 0; i < 60; i++) {
      assertThat(window.take(60, 5 * SECOND)).isZero();
    }
    assertThat(window.take(60, 5 * SECOND)).isBetween(MINUTE, MINUTE + SECOND);
    assertThat(window.taken(5 * SECOND)).isEqualTo(60);
  }

  @Test
  void aPermitIsFreeExactlyAfterTheWaitThatWasReported() {
    long now = 1234567891L;
    assertThat(window.take(1, now)).isZero();
    long wait = window.retryAfter(1, now);
    assertThat(window.take(1, now + wait - 1)).isEqualTo(1);
    assertThat(window.take(1, now + wait)).isZero();
  }

  @Test
  void aLowerLimitWaitsForAsManyPermitsAsAreTooMany() {
    window.take(10, 0);
    window.take(10, 10 * SECOND);
    window.take(10, 20 * SECOND);
    assertThat(window.retryAfter(3, 20 * SECOND)).isEqualTo(41 * SECOND);
    assertThat(window.retryAfter(2, 20 * SECOND)).isEqualTo(51 * SECOND);
    assertThat(window.retryAfter(1, 20 * SECOND)).isEqualTo(61 * SECOND);
  }

  @Test
  void askingTakesNothing() {
    for (int i = 0; i < 100; i++) {
      assertThat(window.retryAfter(1, 0)).isZero();
    }
    assertThat(window.take(1, 0)).isZero();
  }

  @Test
  void aClockReadingFromThePastCountsAsNow() {
    assertThat(window.take(1, 100 * SECOND)).isZero();
    assertThat(window.take(1, 10 * SECOND)).isPositive();
    assertThat(window.taken(100 * SECOND)).isEqualTo(1);
  }

  @Test
  void aPermitThatCountsForSeveralLeavesRoomForTheOthers() {
    for (int nodes = 1; nodes <= 7; nodes++) {
      int passed = 0;
      for (int node = 0; node < nodes; node++) {
        SlidingWindowLimiter own = new SlidingWindowLimiter(Duration.ofMinutes(1));
        own.raiseTo(10, 0);
        while (own.take(100, nodes, SECOND) == 0) {
          passed++;
        }
      }
      assertThat(10 + passed).isBetween(100 - nodes, 100);
    }
  }

  @Test
  void inAnEmptyWindowThereIsAPermitHoweverManyItCountsFor() {
    assertThat(window.take(1, 5, 0)).isZero();
    assertThat(window.take(1, 5, SECOND)).isBetween(59 * SECOND, 60 * SECOND);
    assertThat(window.take(1, 5, 61 * SECOND)).isZero();
  }

  @Test
  void raisingCountsWhatIsMissingAndNeverLowers() {
    window.take(60, 0);
    window.raiseTo(40, 30 * SECOND);
    assertThat(window.taken(30 * SECOND)).isEqualTo(40);
    window.raiseTo(20, 30 * SECOND);
    assertThat(window.taken(30 * SECOND)).isEqualTo(40);
    assertThat(window.taken(61 * SECOND)).isEqualTo(39);
    assertThat(window.taken(91 * SECOND)).isZero();
  }

  @Test
  void theHistoryHasThePermitsByAgeTheNewestFirst() {
    assertThat(window.history(0)).isEmpty();
    window.raiseTo(3, 0);
    window.take(60, 10 * SECOND);
    assertThat(window.history(60 * SECOND))
        .hasSize(61)
        .contains(1, Index.atIndex(50))
        .contains(3, Index.atIndex(60));
    assertThat(window.history(61 * SECOND)).containsOnlyOnce(1).doesNotContain(3);
  }

  @Test
  void aLongSilenceEmptiesTheWindow() {
    window.take(1, 0);
    assertThat(window.taken(1000 * MINUTE)).isZero();
    assertThat(window.take(1, 1000 * MINUTE)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, -30_000_000_000L})
  void noSpanOfAMinuteEverHoldsMoreThanTheLimitWhereverTheClockStarts(long origin) {
    int max = 17;
    Random random = new Random(42);
    ArrayDeque<Long> taken = new ArrayDeque<>();
    long now = origin;
    int total = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(random.nextInt(50) == 0 ? 40 * SECOND : SECOND);
      if (window.take(max, now) == 0) {
        taken.addLast(now);
        total++;
      }
      while (now - taken.getFirst() >= MINUTE) {
        taken.removeFirst();
      }
      assertThat(taken).hasSizeLessThanOrEqualTo(max);
    }
    assertThat(total).isGreaterThan((int) ((now - origin) / (61 * SECOND)) * max / 2);
  }

  @Test
  void aSteadyOverloadGetsAlmostTheWholeRate() {
    int taken = 0;
    for (long now = 0; now < 61 * MINUTE; now += SECOND / 10) {
      if (window.take(60, now) == 0) {
        taken++;
      }
    }
    assertThat(taken).isBetween(60 * 60, 61 * 60);
  }

  @Test
  void manyThreadsTogetherTakeExactlyTheLimit() throws InterruptedException {
    int[] taken = new int[8];
    Thread[] threads = new Thread[taken.length];
    for (int t = 0; t < threads.length; t++) {
      int mine = t;
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 10_000; i++) {
                      taken[mine] += window.take(60, SECOND) == 0 ? 1 : 0;
                    }
                  });
    }
    int sum = 0;
    for (int t = 0; t < threads.length; t++) {
      threads[t].join();
      sum += taken[t];
    }
    assertThat(sum).isEqualTo(60);
  }

  @Test
  void aWindowWithoutLengthIsRefused() {
    assertThatThrownBy(() -> new SlidingWindowLimiter(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
