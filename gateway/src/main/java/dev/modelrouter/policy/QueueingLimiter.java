package dev.modelrouter.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A limit of attempts in flight with the line of those who wait for one.
 *
 * <table>
 * <caption>What becomes of who enters</caption>
 * <tr><th>permits left, nobody waits</th><th>else</th></tr>
 * <tr><td>passes</td><td>waits, if it may and the line has room for it; else it is turned away</td></tr>
 * </table>
 *
 * <p>Each permit that ends lets as many of the line pass as the limit then allows. Nobody overtakes
 * the line. Safe for threads: it calls nobody.
 *
 * @param <T> who waits
 */
public final class QueueingLimiter<T> {

  /** What became of who entered. */
  public sealed interface AcquireResult<T> {

    /** It may go on, and must {@link QueueingLimiter#release} with the permit. */
    record Acquired<T>(Permit permit) implements AcquireResult<T> {}

    /**
     * It stands in the line.
     *
     * @param displaced who had to leave the line for it; null mostly
     */
    record Queued<T>(PriorityWaitQueue.QueueEntry<T> entry, @Nullable T displaced)
        implements AcquireResult<T> {}

    /**
     * It is turned away.
     *
     * @param waitMillis how long it would have waited, if that is known
     */
    record Rejected<T>(OptionalLong waitMillis) implements AcquireResult<T> {}
  }

  /** Somebody of the line whose turn it is, with its permit. */
  public record Granted<T>(T waiter, Permit permit) {}

  private final ConcurrencyLimiter limit;
  private final PriorityWaitQueue<T> queue;

  /**
   * A turnstile nobody has passed.
   *
   * @param length most that may wait, at least 1
   */
  public QueueingLimiter(ConcurrencyLimiter limit, int length) {
    this.limit = limit;
    this.queue = new PriorityWaitQueue<>(length);
  }

  /** Passes if a permit is left and nobody waits; else null. */
  public synchronized @Nullable Permit tryAcquire(long now) {
    return queue.size() > 0 ? null : limit.take(now);
  }

  /**
   * Passes, waits, or is turned away.
   *
   * @param priority 0 to {@link PriorityWaitQueue#MAX_PRIORITY}
   * @param deadline until when it waits; {@code now} for not at all
   */
  public synchronized AcquireResult<T> acquire(T who, int priority, long deadline, long now) {
    Permit permit = tryAcquire(now);
    if (permit != null) {
      return new AcquireResult.Acquired<>(permit);
    }
    if (deadline - now <= 0) {
      return new AcquireResult.Rejected<>(queue.waitMillis(priority, now));
    }
    return switch (queue.enqueue(who, priority, deadline, now)) {
      case PriorityWaitQueue.EnqueueResult.Enqueued<T> enqueued ->
          new AcquireResult.Queued<>(enqueued.entry(), enqueued.displaced());
      case PriorityWaitQueue.EnqueueResult.QueueFull<T> ignored ->
          new AcquireResult.Rejected<>(queue.waitMillis(priority, now));
    };
  }

  /**
   * Gives a permit back.
   *
   * @return those of the line who may pass now
   */
  public synchronized List<Granted<T>> release(Permit permit, Permit.Outcome outcome, long now) {
    if (!permit.end(outcome, now)) {
      return List.of();
    }
    List<Granted<T>> served = List.of();
    while (queue.size() > 0) {
      Permit next = limit.take(now);
      if (next == null) {
        break;
      }
      T who = queue.next(now);
      if (who == null) {
        next.end(Permit.Outcome.IGNORED, now);
        break;
      }
      if (served.isEmpty()) {
        served = new ArrayList<>(1);
      }
      served.add(new Granted<>(who, next));
    }
    return served;
  }

  /** Leaves the line; whether it was still in it. */
  public synchronized boolean cancel(PriorityWaitQueue.QueueEntry<T> queueEntry) {
    return queue.cancel(queueEntry);
  }

  /** How long somebody who joined now would wait, in milliseconds, if that is known. */
  public synchronized OptionalLong waitMillis(int priority, long now) {
    return queue.waitMillis(priority, now);
  }

  /** How many wait. */
  public synchronized int waiting() {
    return queue.size();
  }

  /** How many have passed and not left. */
  public int inFlight() {
    return limit.inFlight();
  }
}
