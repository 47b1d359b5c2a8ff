package dev.modelrouter.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One time limit that can be moved cheaply: a stream of a thousand events moves it a thousand
 * times. A link in the list of its loop's {@link Deadlines}.
 */
final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final Deadlines deadlines;
  private final Runnable expired;
  private final @Nullable ExceptionHandler owner;
  private boolean watching;
  private long dueAt;
  @Nullable Watchdog next;
  @Nullable Watchdog previous;
  @Nullable Watchdog nextLate;

  /**
   * A limit that is not set yet.
   *
   * @param owner ends if {@code expired} throws; without one the exception is only logged
   * @param expired runs when it has passed; the limit is then no longer set
   */
  Watchdog(Deadlines deadlines, @Nullable ExceptionHandler owner, Runnable expired) {
    this.deadlines = deadlines;
    this.owner = owner;
    this.expired = expired;
  }

  /** A limit that is not set yet, and that belongs to no exchange. */
  Watchdog(Deadlines deadlines, Runnable expired) {
    this(deadlines, null, expired);
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
    limitNanos(deadlines.now(), fromNow);
  }

  /** The same for whoever has just looked at the clock. */
  void limitNanos(long now, long fromNow) {
    dueAt = now + fromNow;
    if (!watching) {
      watching = true;
      deadlines.add(this);
    }
    deadlines.due(dueAt);
  }

  /** No limit any more. */
  void stop() {
    if (watching) {
      watching = false;
      deadlines.remove(this);
    }
  }

  long dueAt() {
    return dueAt;
  }

  boolean isLate(long now) {
    return watching && now - dueAt >= 0;
  }

  /** The limit has passed. Does not throw: other limits pass at the same time. */
  void expire() {
    stop();
    try {
      expired.run();
    } catch (RuntimeException | OutOfMemoryError bug) {
      if (owner == null) {
        log.atError().setCause(bug).log("internal error in a timer");
      } else {
        owner.onException(bug);
      }
    }
  }
}
