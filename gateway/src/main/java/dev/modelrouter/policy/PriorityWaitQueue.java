package dev.modelrouter.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The line of those who wait for a target: bounded, the most important first and among equals the
 * one who has waited longest; each waits until its own deadline at most.
 *
 * <table>
 * <caption>States of one who waits</caption>
 * <tr><th>state</th><th>leads on</th></tr>
 * <tr><td>waiting</td><td>{@link #next}, {@link #take}: served. {@link #cancel}: gone. {@link #expired} after its
 *     deadline: late. The line is full and somebody more important joins, while nobody less
 *     important waits: displaced</td></tr>
 * <tr><td>served, gone, late, displaced</td><td>nothing: each leaves exactly once</td></tr>
 * </table>
 *
 * <p><b>Implementation notes.</b> Two sorted sets, one in the order of service and one by deadline,
 * hold the same tickets; so joining, leaving, serving and expiring cost O(log n) each (serving
 * steps over those who are late and have not been taken out yet). The estimate rests on how fast
 * the line has moved lately while anybody waited. Safe for threads: it calls nobody under its
 * monitor.
 *
 * @param <T> who waits
 */
public final class PriorityWaitQueue<T> {
  /** The highest priority; the lowest is 0. */
  public static final int MAX_PRIORITY = 9;

  private static final Duration HALF_LIFE = Duration.ofSeconds(10);

  /** A place in the line. */
  public static final class QueueEntry<T> {
    private final T waiter;
    private final int priority;
    private final long deadline;
    private final long number;

    private QueueEntry(T who, int priority, long deadline, long number) {
      this.waiter = who;
      this.priority = priority;
      this.deadline = deadline;
      this.number = number;
    }

    /** Who waits. */
    public T waiter() {
      return waiter;
    }
  }

  /** What became of the wish to join. */
  public sealed interface EnqueueResult<T> {

    /**
     * In the line.
     *
     * @param displaced who had to leave for it, the last and least important; null mostly
     */
    record Enqueued<T>(QueueEntry<T> entry, @Nullable T displaced) implements EnqueueResult<T> {}

    /** The line is full of others who are as important. */
    record QueueFull<T>() implements EnqueueResult<T> {}
  }

  private final int max;
  private final TreeSet<QueueEntry<T>> entries =
      new TreeSet<>(
          Comparator.<QueueEntry<T>>comparingInt(queueEntry -> -queueEntry.priority)
              .thenComparingLong(queueEntry -> queueEntry.number));
  private final TreeSet<QueueEntry<T>> deadlines =
      new TreeSet<>(
          ((Comparator<QueueEntry<T>>) (a, b) -> Long.signum(a.deadline - b.deadline))
              .thenComparingLong(queueEntry -> queueEntry.number));
  private final int[] waiting = new int[MAX_PRIORITY + 1];
  private final DecayingMean interval = new DecayingMean(HALF_LIFE);
  private long joined;
  private long movedAt;

  /**
   * An empty line.
   *
   * @param max who may wait, at least 1
   */
  public PriorityWaitQueue(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("a line needs room for one");
    }
    this.max = max;
  }

  /**
   * Joins the line.
   *
   * @param priority 0 to {@link #MAX_PRIORITY}, which is served first
   * @param deadline when it stops waiting
   */
  public synchronized EnqueueResult<T> enqueue(T who, int priority, long deadline, long now) {
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException("a priority is 0 to 9");
    }
    T displaced = null;
    if (entries.size() >= max) {
      QueueEntry<T> last = entries.last();
      if (last.priority >= priority) {
        return new EnqueueResult.QueueFull<>();
      }
      remove(last);
      displaced = last.waiter;
    }
    if (entries.isEmpty()) {
      movedAt = now;
    }
    QueueEntry<T> queueEntry = new QueueEntry<>(who, priority, deadline, joined++);
    entries.add(queueEntry);
    deadlines.add(queueEntry);
    waiting[priority]++;
    return new EnqueueResult.Enqueued<>(queueEntry, displaced);
  }

  /** Takes out whose turn it is; null if nobody waits whose deadline has not passed. */
  public synchronized @Nullable T next(long now) {
    QueueEntry<T> first = firstEntry(now);
    if (first == null) {
      return null;
    }
    take(first, now);
    return first.waiter;
  }

  /**
   * Whose turn it is, who stays in the line; null if nobody waits whose deadline has not passed.
   */
  public synchronized @Nullable T first(long now) {
    QueueEntry<T> first = firstEntry(now);
    return first == null ? null : first.waiter;
  }

  /** Takes out somebody who has been served; whether it was still in the line. */
  public synchronized boolean take(QueueEntry<T> queueEntry, long now) {
    if (!remove(queueEntry)) {
      return false;
    }
    interval.observe((double) (now - movedAt), now);
    movedAt = now;
    return true;
  }

  private @Nullable QueueEntry<T> firstEntry(long now) {
    for (QueueEntry<T> first : entries) {
      if (first.deadline - now > 0) {
        return first;
      }
    }
    return null;
  }

  /** Takes out all whose deadline has passed, in the order of their deadlines. */
  public synchronized List<T> expired(long now) {
    List<T> late = new ArrayList<>();
    while (!deadlines.isEmpty() && deadlines.first().deadline - now <= 0) {
      QueueEntry<T> queueEntry = deadlines.first();
      remove(queueEntry);
      late.add(queueEntry.waiter);
    }
    return late;
  }

  /** Whether it was still waiting; it is no longer. */
  public synchronized boolean cancel(QueueEntry<T> queueEntry) {
    return remove(queueEntry);
  }

  /** How many wait. */
  public synchronized int size() {
    return entries.size();
  }

  /** Nanoseconds until the next deadline, 0 if it has passed; nothing if nobody waits. */
  public synchronized OptionalLong untilDeadline(long now) {
    return deadlines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, deadlines.first().deadline - now));
  }

  /**
   * How many milliseconds somebody who joined now would wait, if the line goes on moving as it has
   * lately and nobody more important comes; nothing if it has not moved lately. While it stands
   * still for longer than usual the estimate grows with it.
   */
  public synchronized OptionalLong waitMillis(int priority, long now) {
    OptionalDouble usual = interval.mean(now);
    if (usual.isEmpty()) {
      return OptionalLong.empty();
    }
    double each = usual.getAsDouble();
    int ahead = 0;
    for (int i = priority; i <= MAX_PRIORITY; i++) {
      ahead += waiting[i];
    }
    long still = entries.isEmpty() ? 0 : now - movedAt;
    if (still > each) {
      each = (each * interval.weight(now) + still) / (interval.weight(now) + 1);
    }
    return OptionalLong.of((long) Math.ceil((ahead + 1) * each / 1_000_000));
  }

  private boolean remove(QueueEntry<T> queueEntry) {
    if (!entries.remove(queueEntry)) {
      return false;
    }
    deadlines.remove(queueEntry);
    waiting[queueEntry.priority]--;
    return true;
  }
}
