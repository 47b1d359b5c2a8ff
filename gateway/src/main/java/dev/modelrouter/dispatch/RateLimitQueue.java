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
public final class RateLimitQueue {
  private final PriorityWaitQueue<RateLimitAdmission> queue;
  private boolean trying;

  /**
   * An empty line.
   *
   * @param max who may wait, at least 1
   */
  public RateLimitQueue(int max) {
    this.queue = new PriorityWaitQueue<>(max);
  }

  /** How many wait. */
  public int waiting() {
    return queue.size();
  }

  /**
   * Stands in the line; who had to leave it for that is told.
   *
   * @param priority 0 to 9
   * @param until when it stops waiting
   * @param free when a permit should be free
   * @return null if the line is full
   */
  PriorityWaitQueue.@Nullable QueueEntry<RateLimitAdmission> join(
      RateLimitAdmission who, Dispatcher here, int priority, long until, Duration free) {
    if (!(queue.enqueue(who, priority, until, here.nanoTime())
        instanceof
        PriorityWaitQueue.EnqueueResult.Enqueued<RateLimitAdmission>(
            var queueEntry,
            RateLimitAdmission displaced))) {
      return null;
    }
    if (displaced != null) {
      displaced.leaveQueue();
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
    new MovableTimeout(here.timeoutScheduler(), () -> tryNow(here)).set(free);
  }

  /** The first tries. */
  void tryNow(Dispatcher here) {
    RateLimitAdmission first;
    synchronized (this) {
      first = queue.first(here.nanoTime());
      trying = first != null;
    }
    if (first != null) {
      first.tryRate();
    }
  }

  /** It has a permit, and leaves the line. */
  void onServed(PriorityWaitQueue.QueueEntry<RateLimitAdmission> queueEntry, long now) {
    queue.take(queueEntry, now);
  }

  /** Leaves the line without one; whether it was still in it. */
  boolean cancel(PriorityWaitQueue.QueueEntry<RateLimitAdmission> queueEntry) {
    return queue.cancel(queueEntry);
  }

  /** When somebody who came now would get a permit: no sooner than the first. */
  Duration wait(Duration free, int priority, long now) {
    OptionalLong millis = queue.waitMillis(priority, now);
    Duration told = Duration.ofMillis(millis.orElse(0));
    return told.compareTo(free) > 0 ? told : free;
  }
}
