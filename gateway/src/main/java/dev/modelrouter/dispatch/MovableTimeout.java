package dev.modelrouter.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One time limit that can be moved cheaply: a stream of a thousand events moves it a thousand
 * times. A link in the list of its loop's {@link TimeoutScheduler}.
 */
final class MovableTimeout {
  private static final Logger log = LoggerFactory.getLogger(MovableTimeout.class);

  private final TimeoutScheduler scheduler;
  private final Runnable expired;
  private final @Nullable ExceptionHandler owner;
  private boolean active;
  private long dueAt;
  @Nullable MovableTimeout next;
  @Nullable MovableTimeout previous;
  @Nullable MovableTimeout nextExpired;

  /**
   * A limit that is not set yet.
   *
   * @param owner ends if {@code expired} throws; without one the exception is only logged
   * @param expired runs when it has passed; the limit is then no longer set
   */
  MovableTimeout(TimeoutScheduler scheduler, @Nullable ExceptionHandler owner, Runnable expired) {
    this.scheduler = scheduler;
    this.owner = owner;
    this.expired = expired;
  }

  /** A limit that is not set yet, and that belongs to no exchange. */
  MovableTimeout(TimeoutScheduler scheduler, Runnable expired) {
    this(scheduler, null, expired);
  }

  /** Sets the limit to this long from now, sooner or later than it was. */
  void set(Duration fromNow) {
    setNanos(fromNow.toNanos());
  }

  /** Sets the limit to this many milliseconds from now. */
  void setMillis(long fromNow) {
    setNanos(TimeUnit.MILLISECONDS.toNanos(fromNow));
  }

  /** Sets the limit to this many nanoseconds from now. */
  void setNanos(long fromNow) {
    setNanos(scheduler.now(), fromNow);
  }

  /** The same for whoever has just looked at the clock. */
  void setNanos(long now, long fromNow) {
    dueAt = now + fromNow;
    if (!active) {
      active = true;
      scheduler.add(this);
    }
    scheduler.due(dueAt);
  }

  /** No limit any more. */
  void stop() {
    if (active) {
      active = false;
      scheduler.remove(this);
    }
  }

  long dueAt() {
    return dueAt;
  }

  boolean isExpired(long now) {
    return active && now - dueAt >= 0;
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
