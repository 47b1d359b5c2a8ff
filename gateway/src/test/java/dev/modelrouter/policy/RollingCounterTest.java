package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollingCounterTest {

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 50_000, Long.MIN_VALUE, -12_345})
  void theTwoCountsEncloseTheExactOneWhereverTheClockStarts(long origin) {
    Random random = new Random(7);
    RollingCounter rollingCounter = new RollingCounter(1_000, 10);
    ArrayDeque<Long> events = new ArrayDeque<>();
    ArrayDeque<Long> older = new ArrayDeque<>();
    long now = origin;
    for (int i = 0; i < 50_000; i++) {
      now += random.nextInt(100) == 0 ? random.nextInt(3_000) : random.nextInt(20);
      if (random.nextBoolean()) {
        rollingCounter.add(1, now);
        events.add(now);
      }
      while (!events.isEmpty() && now - events.getFirst() >= 1_000) {
        older.add(events.removeFirst());
      }
      while (!older.isEmpty() && now - older.getFirst() >= 1_100) {
        older.removeFirst();
      }
      assertThat(rollingCounter.inside(now)).isLessThanOrEqualTo(events.size());
      assertThat(rollingCounter.covering(now))
          .isBetween(events.size(), events.size() + older.size());
    }
  }

  @Test
  void aReadingFromThePastCountsAsTheNewest() {
    RollingCounter rollingCounter = new RollingCounter(1_000, 10);
    rollingCounter.add(1, 5_000);
    rollingCounter.add(1, 0);
    assertThat(rollingCounter.inside(5_899)).isEqualTo(2);
  }

  @Test
  void aSpanOfNothingIsRefused() {
    assertThatThrownBy(() -> new RollingCounter(0, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RollingCounter(10, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
