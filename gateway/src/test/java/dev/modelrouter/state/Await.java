package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Ways for a test's thread to wait for what happens on other threads; ten seconds at most. */
final class Await {
  private static final Duration MAX = Duration.ofSeconds(10);

  private Await() {}

  /** The value of a future; a failed one fails the test. */
  static <T> T forResult(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no result", e);
    }
  }

  /** Returns once the condition holds. */
  static void until(String what, BooleanSupplier condition) {
    long started = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - started > MAX.toNanos()) {
        fail("never came true: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
