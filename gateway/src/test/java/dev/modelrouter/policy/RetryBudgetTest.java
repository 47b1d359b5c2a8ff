package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aQuietRouteMayRetryUpToTheFloor() {
    RetryBudget budget = new RetryBudget(20, 3, Duration.ofSeconds(10));
    for (int i = 0; i < 3; i++) {
      assertThat(budget.retry(i)).isTrue();
    }
    assertThat(budget.retry(4)).isFalse();
    assertThat(budget.left(4)).isZero();
  }

  @Test
  void everyFifthRequestBringsARetry() {
    RetryBudget budget = new RetryBudget(20, 0, Duration.ofSeconds(10));
    for (int i = 0; i < 4; i++) {
      budget.request(0);
      assertThat(budget.retry(0)).isFalse();
    }
    budget.request(0);
    assertThat(budget.retry(0)).isTrue();
    assertThat(budget.retry(0)).isFalse();
  }

  @Test
  void aRefusedRetryCostsNothing() {
    RetryBudget budget = new RetryBudget(10, 0, Duration.ofSeconds(10));
    for (int i = 0; i < 100; i++) {
      budget.retry(0);
    }
    for (int i = 0; i < 10; i++) {
      budget.request(0);
    }
    assertThat(budget.retry(0)).isTrue();
  }

  @Test
  void retriesComeBackWhenTheSpanIsOverAndRequestsNoLongerCount() {
    RetryBudget budget = new RetryBudget(20, 1, Duration.ofSeconds(10));
    for (int i = 0; i < 50; i++) {
      budget.request(0);
    }
    assertThat(budget.left(0)).isEqualTo(11);
    assertThat(budget.retry(0)).isTrue();
    assertThat(budget.left(10 * SECOND)).isZero();
    assertThat(budget.left(10 * SECOND + SECOND / 2)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"20, 10, 0", "20, 0, -4611686018427387904", "5, 3, 9223372036854775000", "100, 1, 7"})
  void atEveryRetryTheSpanThatEndsWithItHoldsNoMoreThanAllowed(
      int percent, int floor, long origin) {
    Random random = new Random(11);
    RetryBudget budget = new RetryBudget(percent, floor, Duration.ofSeconds(10));
    ArrayDeque<Long> requests = new ArrayDeque<>();
    ArrayDeque<Long> retries = new ArrayDeque<>();
    long now = origin;
    int granted = 0;
    for (int i = 0; i < 100_000; i++) {
      now += random.nextInt(1_000) == 0 ? 15 * SECOND : random.nextLong(SECOND / 20);
      drop(requests, now);
      drop(retries, now);
      if (random.nextInt(3) == 0) {
        budget.request(now);
        requests.add(now);
      } else if (budget.retry(now)) {
        granted++;
        retries.add(now);
        assertThat(retries.size()).isLessThanOrEqualTo(floor + percent * requests.size() / 100);
      }
    }
    // Strict is easy if nothing is ever granted: most of what is allowed must be.
    assertThat(granted).isGreaterThan(33_000 * percent / 100 * 8 / 10);
  }

  @Test
  void lessThanNothingIsRefused() {
    assertThatThrownBy(() -> new RetryBudget(-1, 0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryBudget(0, -1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void drop(ArrayDeque<Long> times, long now) {
    while (!times.isEmpty() && now - times.getFirst() >= 10 * SECOND) {
      times.removeFirst();
    }
  }
}
