package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.Permit.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConcurrencyLimiterTest {
  private static final Outcome[] ENDS = Outcome.values();

  static Stream<ConcurrencyLimiter> limits() {
    return Stream.of(new FixedConcurrencyLimiter(7), new AdaptiveConcurrencyLimiter(7, 1, 40));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void neverMoreArePermittedThanMayBeAndEachPermitComesBackOnce(ConcurrencyLimiter limit) {
    Random random = new Random(5);
    List<Permit> out = new ArrayList<>();
    List<Permit> back = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int max = limit.max();
      if (random.nextBoolean()) {
        Permit permit = limit.take(i);
        assertThat(permit != null).isEqualTo(out.size() < max);
        if (permit != null) {
          out.add(permit);
        }
      } else if (!out.isEmpty()) {
        Permit permit = out.remove(random.nextInt(out.size()));
        assertThat(permit.end(ENDS[random.nextInt(3)], i)).isTrue();
        back.add(permit);
      }
      if (!back.isEmpty() && random.nextInt(4) == 0) {
        int before = limit.max();
        assertThat(back.get(random.nextInt(back.size())).end(Outcome.OVERLOADED, i)).isFalse();
        assertThat(limit.max()).isEqualTo(before);
      }
      assertThat(limit.inFlight()).isEqualTo(out.size());
      assertThat(limit.max()).isBetween(1, 40);
    }
  }

  @ParameterizedTest
  @MethodSource("limits")
  void threadsTogetherNeverHaveMoreOut(ConcurrencyLimiter limit) throws InterruptedException {
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
                        permit.end(Outcome.IGNORED, i);
                        permit.end(Outcome.IGNORED, i);
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
    AdaptiveConcurrencyLimiter limit = new AdaptiveConcurrencyLimiter(10, 1, 100);
    round(limit, 10, Outcome.SUCCEEDED, 0);
    assertThat(limit.max()).isEqualTo(10);
    round(limit, 10, Outcome.SUCCEEDED, 1);
    assertThat(limit.max()).isEqualTo(11);
    for (int i = 0; i < 500; i++) {
      round(limit, limit.max(), Outcome.SUCCEEDED, i);
    }
    assertThat(limit.max()).isEqualTo(100);
  }

  @Test
  void anIdleLimitDoesNotGrow() {
    AdaptiveConcurrencyLimiter limit = new AdaptiveConcurrencyLimiter(10, 1, 100);
    for (int i = 0; i < 1_000; i++) {
      round(limit, 4, Outcome.SUCCEEDED, i);
    }
    assertThat(limit.max()).isEqualTo(10);
  }

  @Test
  void failuresOfOneOverloadDecreaseItOnce() {
    AdaptiveConcurrencyLimiter limit = new AdaptiveConcurrencyLimiter(10, 1, 100);
    round(limit, 10, Outcome.OVERLOADED, 5);
    assertThat(limit.max()).isEqualTo(8);
    round(limit, 8, Outcome.OVERLOADED, 6);
    assertThat(limit.max()).isEqualTo(6);
    for (int i = 7; i < 100; i++) {
      round(limit, 1, Outcome.OVERLOADED, i);
    }
    assertThat(limit.max()).isEqualTo(1);
  }

  @Test
  void itSettlesNearWhatTheTargetBears() {
    AdaptiveConcurrencyLimiter limit = new AdaptiveConcurrencyLimiter(10, 1, 1_000);
    int capacity = 60;
    long sum = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Permit> permits = taken(limit, limit.max(), i);
      for (int p = 0; p < permits.size(); p++) {
        permits.get(p).end(p < capacity ? Outcome.SUCCEEDED : Outcome.OVERLOADED, i);
      }
      sum += i < 1_000 ? 0 : limit.max();
      assertThat(limit.max()).isLessThanOrEqualTo(capacity + 2);
    }
    assertThat(sum / 1_000).isBetween(capacity * 8L / 10, (long) capacity);
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new FixedConcurrencyLimiter(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdaptiveConcurrencyLimiter(5, 0, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdaptiveConcurrencyLimiter(5, 6, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AdaptiveConcurrencyLimiter(11, 1, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void round(ConcurrencyLimiter limit, int count, Outcome outcome, long now) {
    taken(limit, count, now).forEach(permit -> permit.end(outcome, now));
  }

  private static List<Permit> taken(ConcurrencyLimiter limit, int count, long now) {
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Permit permit = limit.take(now);
      assertThat(permit).isNotNull();
      permits.add(permit);
    }
    return permits;
  }
}
