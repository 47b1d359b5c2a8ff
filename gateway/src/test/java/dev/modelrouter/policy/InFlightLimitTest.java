package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.Permit.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InFlightLimitTest {
  private static final End[] ENDS = End.values();

  static Stream<InFlightLimit> limits() {
    return Stream.of(new ConcurrencyLimit(7), new AdaptiveLimit(7, 1, 40));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void neverMoreArePermittedThanMayBeAndEachPermitComesBackOnce(InFlightLimit limit) {
    Random random = new Random(5);
    List<Permit> out = new ArrayList<>();
    List<Permit> back = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int most = limit.most();
      if (random.nextBoolean()) {
        Permit permit = limit.take(i);
        assertThat(permit != null).isEqualTo(out.size() < most);
        if (permit != null) {
          out.add(permit);
        }
      } else if (!out.isEmpty()) {
        Permit permit = out.remove(random.nextInt(out.size()));
        assertThat(permit.end(ENDS[random.nextInt(3)], i)).isTrue();
        back.add(permit);
      }
      if (!back.isEmpty() && random.nextInt(4) == 0) {
        int before = limit.most();
        assertThat(back.get(random.nextInt(back.size())).end(End.OVERLOADED, i)).isFalse();
        assertThat(limit.most()).isEqualTo(before);
      }
      assertThat(limit.inFlight()).isEqualTo(out.size());
      assertThat(limit.most()).isBetween(1, 40);
    }
  }

  @ParameterizedTest
  @MethodSource("limits")
  void threadsTogetherNeverHaveMoreOut(InFlightLimit limit) throws InterruptedException {
    AtomicInteger out = new AtomicInteger();
    AtomicInteger worst = new AtomicInteger();
    Thread[] threads = new Thread[16];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 2_000; i++) {
                      Permit permit = limit.take(i);
                      if (permit != null) {
                        worst.accumulateAndGet(out.incrementAndGet(), Math::max);
                        Thread.yield();
                        out.decrementAndGet();
                        permit.end(End.IGNORED, i);
                        permit.end(End.IGNORED, i);
                      }
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(worst).hasValueBetween(1, 7);
    assertThat(limit.inFlight()).isZero();
  }

  @Test
  void aBusyLimitGrowsByAboutOneForEachRoundOfAnswers() {
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 100);
    round(limit, 10, End.SUCCEEDED, 0);
    assertThat(limit.most()).isEqualTo(10);
    round(limit, 10, End.SUCCEEDED, 1);
    assertThat(limit.most()).isEqualTo(11);
    for (int i = 0; i < 500; i++) {
      round(limit, limit.most(), End.SUCCEEDED, i);
    }
    assertThat(limit.most()).isEqualTo(100);
  }

  @Test
  void anIdleLimitDoesNotGrow() {
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 100);
    for (int i = 0; i < 1_000; i++) {
      round(limit, 4, End.SUCCEEDED, i);
    }
    assertThat(limit.most()).isEqualTo(10);
  }

  @Test
  void failuresOfOneOverloadDecreaseItOnce() {
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 100);
    round(limit, 10, End.OVERLOADED, 5);
    assertThat(limit.most()).isEqualTo(8);
    round(limit, 8, End.OVERLOADED, 6);
    assertThat(limit.most()).isEqualTo(6);
    for (int i = 7; i < 100; i++) {
      round(limit, 1, End.OVERLOADED, i);
    }
    assertThat(limit.most()).isEqualTo(1);
  }

  @Test
  void itSettlesNearWhatTheTargetBears() {
    AdaptiveLimit limit = new AdaptiveLimit(10, 1, 1_000);
    int capacity = 60;
    long sum = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Permit> permits = taken(limit, limit.most(), i);
      for (int p = 0; p < permits.size(); p++) {
        permits.get(p).end(p < capacity ? End.SUCCEEDED : End.OVERLOADED, i);
      }
      sum += i < 1_000 ? 0 : limit.most();
      assertThat(limit.most()).isLessThanOrEqualTo(capacity + 2);
    }
    assertThat(sum / 1_000).isBetween(capacity * 8L / 10, (long) capacity);
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new ConcurrencyLimit(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdaptiveLimit(5, 0, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdaptiveLimit(5, 6, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdaptiveLimit(11, 1, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void round(InFlightLimit limit, int count, End end, long now) {
    taken(limit, count, now).forEach(permit -> permit.end(end, now));
  }

  private static List<Permit> taken(InFlightLimit limit, int count, long now) {
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Permit permit = limit.take(now);
      assertThat(permit).isNotNull();
      permits.add(permit);
    }
    return permits;
  }
}
