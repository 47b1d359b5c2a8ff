package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1024 * 1024;

  @Test
  void growTo_beyondTheLimit_isRefusedAndCounted() {
    MemoryBudget budget = new MemoryBudget(100);
    MemoryReservation first = budget.reservation();
    MemoryReservation second = budget.reservation();

    assertThat(first.growTo(60)).isTrue();
    assertThat(second.growTo(41)).isFalse();
    assertThat(second.growTo(40)).isTrue();

    assertThat(budget.used()).isEqualTo(100);
    assertThat(budget.rejections()).isEqualTo(1);
  }

  @Test
  void growTo_whereLargeOnesHoldWhatTheyMay_smallOnesSucceed() {
    MemoryBudget budget = new MemoryBudget(40 * MIB);
    MemoryReservation large = budget.reservation();

    assertThat(large.growTo(30 * MIB)).isTrue();
    assertThat(large.growTo(30 * MIB + 1)).as("above three quarters").isFalse();
    assertThat(budget.reservation().growTo(2 * MIB)).as("another large one").isFalse();
    assertThat(budget.reservation().growTo(MIB)).as("a small one").isTrue();
    assertThat(budget.fits(30 * MIB)).isTrue();
    assertThat(budget.fits(30 * MIB + 1)).isFalse();
  }

  @Test
  void release_twice_givesBackOnce_andNothingCanBeReservedAfter() {
    MemoryBudget budget = new MemoryBudget(100);
    MemoryReservation other = budget.reservation();
    MemoryReservation reservation = budget.reservation();
    assertThat(other.growTo(10)).isTrue();
    assertThat(reservation.growTo(50)).isTrue();

    reservation.release();
    reservation.release();

    assertThat(budget.used()).isEqualTo(10);
    assertThat(reservation.growTo(1)).isFalse();
    assertThat(budget.used()).isEqualTo(10);
  }

  @Test
  void shrinkTo_less_givesTheRestBack() {
    MemoryBudget budget = new MemoryBudget(100);
    MemoryReservation reservation = budget.reservation();
    assertThat(reservation.growTo(80)).isTrue();
    reservation.shrinkTo(90);
    assertThat(budget.used()).isEqualTo(80);
    reservation.shrinkTo(30);
    assertThat(budget.used()).isEqualTo(30);
    assertThat(reservation.reserved()).isEqualTo(30);
  }

  @Test
  void reservations_ofSeveralThreads_neverExceedTheLimit_andLeaveNothing() {
    MemoryBudget budget = new MemoryBudget(1_000);
    List<Long> over = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        Random random = new Random(t);
        threads.execute(
            () -> {
              for (int i = 0; i < 5_000; i++) {
                MemoryReservation one = budget.reservation();
                one.growTo(random.nextInt(600));
                one.growTo(random.nextInt(600));
                one.shrinkTo(random.nextInt(600));
                long used = budget.used();
                if (used > 1_000 || used < 0) {
                  synchronized (over) {
                    over.add(used);
                  }
                }
                one.release();
                one.release();
              }
            });
      }
    }
    assertThat(over).isEmpty();
    assertThat(budget.used()).isZero();
  }
}
