package dev.modelrouter.dispatch;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One time limit that can be moved cheaply: pushing it back only writes a field, and the timer that
 * fires too early sets itself again. So a stream of a thousand events costs no timer per event.
 */
final class Watchdog {
  private final Vertx vertx;
  private final LongSupplier nanoClock;
  private final Runnable expired;
  private long dueAt;
  private long timer = -1;

  Watchdog(Vertx vertx, LongSupplier nanoClock, Runnable expired) {
    this.vertx = vertx;
    this.nanoClock = nanoClock;
    this.expired = expired;
  }

  /** Sets the limit to this long from now, sooner or later than it was. */
  void limit(Duration fromNow) {
    limitNanos(fromNow.toNanos());
  }

  /** Sets the limit to this many milliseconds from now. */
  void limitMillis(long fromNow) {
    limitNanos(TimeUnit.MILLISECONDS.toNanos(fromNow));
  }

  /** Sets the limit to this many nanoseconds from now. */
  void limitNanos(long fromNow) {
    stop();
    dueAt = nanoClock.getAsLong() + fromNow;
    arm(fromNow);
  }

  /** Moves the limit back to this long from now; never brings it forward while the timer runs. */
  void push(Duration fromNow) {
    dueAt = nanoClock.getAsLong() + fromNow.toNanos();
  }

  /** No limit any more. */
  void stop() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void arm(long nanos) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    timer = vertx.setTimer(millis, ignored -> fired());
  }

  private void fired() {
    timer = -1;
    long rest = dueAt - nanoClock.getAsLong();
    if (rest > 0) {
      arm(rest);
    } else {
      expired.run();
    }
  }
}
