package dev.modelrouter.dispatch;

import dev.modelrouter.policy.PriorityWaitQueue;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a provider whose rate is spent. Only the first of them tries, when a permit
 * should be free; who gets one lets the next try at once, who gets none has found out when to try
 * again. One for all event loops; safe for threads.
 *
 * <p>Implementation notes. {@link #trying} is true from the moment somebody stands in the line
 * until a try finds it empty, so there is never more than one try under way, and never nobody to
 * make it. It waits on the event loop of whoever tried last.
 */
public final class RateLine {
  private final PriorityWaitQueue<RateGate> line;
  private boolean trying;

  /**
   * An empty line.
   *
   * @param most who may wait, at least 1
   */
  public RateLine(int most) {
    this.line = new PriorityWaitQueue<>(most);
  }

  /** How many wait. */
  public int waiting() {
    return line.size();
  }

  /**
   * Stands in the line; who had to leave it for that is told.
   *
   * @param priority 0 to 9
   * @param until when it stops waiting
   * @param free when a permit should be free
   * @return null if the line is full
   */
  PriorityWaitQueue.@Nullable QueueEntry<RateGate> join(
      RateGate who, Dispatcher here, int priority, long until, Duration free) {
    if (!(line.enqueue(who, priority, until, here.nanoTime())
        instanceof
        PriorityWaitQueue.EnqueueResult.Enqueued<RateGate>(var queueEntry, RateGate displaced))) {
      return null;
    }
    if (displaced != null) {
      displaced.leaveLine();
    }
    boolean first;
    synchronized (this) {
      first = !trying;
      trying = true;
    }
    if (first) {
      tryIn(here, free);
    }
    return queueEntry;
  }

  /** The first tries when this time has passed. */
  void tryIn(Dispatcher here, Duration free) {
    new Watchdog(here.deadlines(), () -> tryNow(here)).limit(free);
  }

  /** The first tries. */
  void tryNow(Dispatcher here) {
    RateGate first;
    synchronized (this) {
      first = line.first(here.nanoTime());
      trying = first != null;
    }
    if (first != null) {
      first.tryRate();
    }
  }

  /** It has a permit, and leaves the line. */
  void served(PriorityWaitQueue.QueueEntry<RateGate> queueEntry, long now) {
    line.take(queueEntry, now);
  }

  /** Leaves the line without one; whether it was still in it. */
  boolean cancel(PriorityWaitQueue.QueueEntry<RateGate> queueEntry) {
    return line.cancel(queueEntry);
  }

  /** When somebody who came now would get a permit: no sooner than the first. */
  Duration wait(Duration free, int priority, long now) {
    OptionalLong millis = line.waitMillis(priority, now);
    Duration told = Duration.ofMillis(millis.orElse(0));
    return told.compareTo(free) > 0 ? told : free;
  }
}
