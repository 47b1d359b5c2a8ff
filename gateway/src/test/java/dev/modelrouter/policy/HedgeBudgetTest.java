package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HedgeBudgetTest {

  @Test
  void everyTwentiethRequestSavesAHedge() {
    HedgeBudget budget = HedgeBudget.defaultBudget();
    for (int i = 0; i < 19; i++) {
      budget.request();
      assertThat(budget.hedge()).isFalse();
    }
    budget.request();
    assertThat(budget.hedge()).isTrue();
    assertThat(budget.hedge()).isFalse();
  }

  @Test
  void noMoreIsSavedUpThanTheMost() {
    HedgeBudget budget = new HedgeBudget(5, 2);
    for (int i = 0; i < 10_000; i++) {
      budget.request();
    }
    assertThat(budget.hedge()).isTrue();
    assertThat(budget.hedge()).isTrue();
    assertThat(budget.hedge()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 33, 100})
  void atNoMomentHaveMoreThanTheShareBeenHedged(int percent) {
    HedgeBudget budget = new HedgeBudget(percent, 10);
    Random random = new Random(percent);
    int requests = 0;
    int hedges = 0;
    for (int i = 0; i < 100_000; i++) {
      if (random.nextInt(3) > 0) {
        budget.request();
        requests++;
      } else if (budget.hedge()) {
        hedges++;
      }
      assertThat(hedges * 100L).isLessThanOrEqualTo((long) requests * percent);
    }
    // Strict is easy if nothing is ever granted: most of what is allowed must be.
    assertThat(hedges).isGreaterThanOrEqualTo(Math.min(30_000, requests * percent / 100 * 9 / 10));
  }

  @Test
  void threadsTogetherDoNotOverspend() throws InterruptedException {
    HedgeBudget budget = new HedgeBudget(5, 1_000);
    AtomicInteger hedges = new AtomicInteger();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 10_000; i++) {
                      budget.request();
                      if (budget.hedge()) {
                        hedges.incrementAndGet();
                      }
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(hedges).hasValue(2_000);
  }

  @Test
  void aShareAboveAllIsRefused() {
    assertThatThrownBy(() -> new HedgeBudget(101, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HedgeBudget(5, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
