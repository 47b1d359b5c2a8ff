package dev.modelrouter.dispatch;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of everything under way on one event loop. Confined to that loop.
 *
 * <p>Implementation notes. A timer of the event loop's own for each limit would cost several
 * allocations and two walks through a heap for each request, nearly always to be cancelled. Here a
 * limit is a link in a list: setting, moving and stopping it write a few fields, and a tick looks
 * at them all, but only when one of them may have passed: no limit passes before {@link
 * #quietUntil}, which a limit that is set sooner brings forward, and which a look at all of them
 * sets anew. A limit is therefore noticed up to {@link #TICK_MILLIS} late. The tick runs only while
 * there is something to watch.
 */
final class TimeoutScheduler {
  private static final long TICK_MILLIS = 20;

  /** Longer than any limit, and short enough to be compared on a clock that turns over. */
  private static final long FAR = Long.MAX_VALUE / 2;

  private final Timers timers;
  private final LongSupplier nanoClock;
  private @Nullable MovableTimeout first;
  private long quietUntil;
  private long timer = -1;

  TimeoutScheduler(Timers timers, LongSupplier nanoClock) {
    this.timers = timers;
    this.nanoClock = nanoClock;
  }

  long now() {
    return nanoClock.getAsLong();
  }

  void add(MovableTimeout timeout) {
    MovableTimeout next = first;
    timeout.next = next;
    timeout.previous = null;
    if (next != null) {
      next.previous = timeout;
    }
    first = timeout;
    if (timer == -1) {
      quietUntil = timeout.dueAt();
      timer = timers.scheduleAtFixedRate(TICK_MILLIS, this::tick);
    }
  }

  /** A limit passes then, and no sooner. */
  void due(long at) {
    if (at - quietUntil < 0) {
      quietUntil = at;
    }
  }

  void remove(MovableTimeout timeout) {
    MovableTimeout next = timeout.next;
    MovableTimeout previous = timeout.previous;
    if (next != null) {
      next.previous = previous;
    }
    if (previous != null) {
      previous.next = next;
    } else {
      first = next;
    }
    timeout.next = null;
    timeout.previous = null;
  }

  private void tick() {
    if (first == null) {
      timers.cancel(timer);
      timer = -1;
      return;
    }
    long now = now();
    if (now - quietUntil < 0) {
      return;
    }
    quietUntil = now + FAR;
    MovableTimeout late = null;
    for (MovableTimeout each = first; each != null; each = each.next) {
      if (each.isExpired(now)) {
        each.nextExpired = late;
        late = each;
      } else {
        due(each.dueAt());
      }
    }
    // Whoever is late may stop others, or set new limits: that is why they were collected first.
    while (late != null) {
      MovableTimeout each = late;
      late = each.nextExpired;
      each.nextExpired = null;
      if (each.isExpired(now)) {
        each.expire();
      }
    }
  }
}
