package dev.modelrouter;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * Measures how late an event loop is: a timer that should run every 250 ms is delayed by whatever
 * keeps the loop busy, as every request on it is.
 */
final class LoopDelay {
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanoClock;
  private final DoubleConsumer seconds;
  private long dueAt;

  private LoopDelay(LongSupplier nanoClock, DoubleConsumer seconds) {
    this.nanoClock = nanoClock;
    this.seconds = seconds;
    this.dueAt = nanoClock.getAsLong() + PERIOD.toNanos();
  }

  /** Measures on the current event loop for as long as Vert.x lives. */
  static void measure(Vertx vertx, LongSupplier nanoClock, DoubleConsumer seconds) {
    LoopDelay delay = new LoopDelay(nanoClock, seconds);
    vertx.setPeriodic(PERIOD.toMillis(), ignored -> delay.tick());
  }

  private void tick() {
    long now = nanoClock.getAsLong();
    seconds.accept(Math.max(0, now - dueAt) / NANOS_PER_SECOND);
    dueAt = now + PERIOD.toNanos();
  }
}
