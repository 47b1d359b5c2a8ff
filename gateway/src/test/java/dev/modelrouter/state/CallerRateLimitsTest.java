package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallerRateLimitsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final CallerRateLimits windows = new CallerRateLimits(Duration.ofMinutes(1), 100);

  @Test
  void idleWindowsGoAsNewCallersCome() {
    for (int i = 0; i < 90; i++) {
      windows.take("old " + i, 5, 1, 0);
    }
    for (int i = 0; i < 30; i++) {
      windows.take("new " + i, 5, 1, 120 * SECOND);
    }
    assertThat(windows.size()).isEqualTo(30);
  }

  @Test
  void aFloodOfNewCallersStaysWithinTheBoundAndDoesNotFreeABusyOne() {
    for (int i = 0; i < 5; i++) {
      assertThat(windows.take("busy", 5, 1, 0)).isZero();
    }
    for (int i = 0; i < 10_000; i++) {
      windows.take("flood " + i, 5, 1, SECOND);
      assertThat(windows.size()).isLessThanOrEqualTo(100);
    }
    assertThat(windows.take("busy", 5, 1, 2 * SECOND)).isPositive();
  }

  @Test
  void manyThreadsWithOneCallerTakeExactlyTheLimitWhileOthersAreDropped() throws Exception {
    int[] taken = new int[8];
    Thread[] threads = new Thread[taken.length];
    for (int t = 0; t < threads.length; t++) {
      int mine = t;
      threads[t] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5_000; i++) {
                      taken[mine] += windows.take("one", 60, 1, SECOND) == 0 ? 1 : 0;
                      windows.take("other " + mine + i, 60, 1, SECOND);
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
}
