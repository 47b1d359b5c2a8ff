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
final class Deadlines {
  private static final long TICK_MILLIS = 20;

  /** Longer than any limit, and short enough to be compared on a clock that turns over. */
  private static final long FAR = Long.MAX_VALUE / 2;

  private final Timers timers;
  private final LongSupplier nanoClock;
  private @Nullable Watchdog first;
  private long quietUntil;
  private long timer = -1;

  Deadlines(Timers timers, LongSupplier nanoClock) {
    this.timers = timers;
    this.nanoClock = nanoClock;
  }

  long now() {
    return nanoClock.getAsLong();
  }

  void add(Watchdog watchdog) {
    Watchdog next = first;
    watchdog.next = next;
    watchdog.previous = null;
    if (next != null) {
      next.previous = watchdog;
    }
    first = watchdog;
    if (timer == -1) {
      quietUntil = watchdog.dueAt();
      timer = timers.scheduleAtFixedRate(TICK_MILLIS, this::tick);
    }
  }

  /** A limit passes then, and no sooner. */
  void due(long at) {
    if (at - quietUntil < 0) {
      quietUntil = at;
    }
  }

  void remove(Watchdog watchdog) {
    Watchdog next = watchdog.next;
    Watchdog previous = watchdog.previous;
    if (next != null) {
      next.previous = previous;
    }
    if (previous != null) {
      previous.next = next;
    } else {
      first = next;
    }
    watchdog.next = null;
    watchdog.previous = null;
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
    Watchdog late = null;
    for (Watchdog each = first; each != null; each = each.next) {
      if (each.isLate(now)) {
        each.nextLate = late;
        late = each;
      } else {
        due(each.dueAt());
      }
    }
    // Whoever is late may stop others, or set new limits: that is why they were collected first.
    while (late != null) {
      Watchdog each = late;
      late = each.nextLate;
      each.nextLate = null;
      if (each.isLate(now)) {
        each.expire();
      }
    }
  }
}
