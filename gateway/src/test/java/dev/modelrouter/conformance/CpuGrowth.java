package dev.modelrouter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * Holds a piece of work to linear time: four times the input may take four times the CPU time of
 * this thread, with a generous allowance for caches and measuring, but not sixteen times. CPU time
 * does not depend on what else the machine does.
 */
final class CpuGrowth {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int FIRST = 1_000;
  private static final int LARGEST = 128_000;
  private static final int TIMES = 4;
  private static final double MAX = 9;

  /** Below this the clock and the compiler are measured, not the work. */
  private static final long MIN_NANOS = 1_500_000;

  private CpuGrowth() {}

  /**
   * Fails where the work takes more than linear time.
   *
   * @param input makes the input of a size
   * @param work what is done with it; returns something that depends on all of it
   */
  static <T> void assertLinear(String what, IntFunction<T> input, ToLongFunction<T> work) {
    double ratio = Double.MAX_VALUE;
    // The compiler may have its say in one of them.
    for (int attempt = 0; attempt < 3 && ratio > MAX; attempt++) {
      int size = FIRST;
      long small = nanos(input.apply(size), work);
      while (small < MIN_NANOS && size < LARGEST) {
        size *= 2;
        small = nanos(input.apply(size), work);
      }
      ratio = (double) nanos(input.apply(size * TIMES), work) / Math.max(small, MIN_NANOS / 4);
    }
    assertThat(ratio).as("%s: time for four times as much", what).isLessThan(MAX);
  }

  private static <T> long nanos(T input, ToLongFunction<T> work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      long before = THREADS.getCurrentThreadCpuTime();
      long result = work.applyAsLong(input);
      long took = THREADS.getCurrentThreadCpuTime() - before;
      assertThat(result).isPositive();
      best = Math.min(best, took);
      if (best > 20 * MIN_NANOS) {
        break;
      }
    }
    return best;
  }
}
