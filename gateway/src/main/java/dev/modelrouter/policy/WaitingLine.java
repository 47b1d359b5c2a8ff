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
public final class WaitingLine<T> {
  /** The highest priority; the lowest is 0. */
  public static final int MOST_IMPORTANT = 9;

  private static final Duration HALF_LIFE = Duration.ofSeconds(10);

  /** A place in the line. */
  public static final class Ticket<T> {
    private final T who;
    private final int priority;
    private final long deadline;
    private final long number;

    private Ticket(T who, int priority, long deadline, long number) {
      this.who = who;
      this.priority = priority;
      this.deadline = deadline;
      this.number = number;
    }

    /** Who waits. */
    public T who() {
      return who;
    }
  }

  /** What became of the wish to join. */
  public sealed interface Joined<T> {

    /**
     * In the line.
     *
     * @param displaced who had to leave for it, the last and least important; null mostly
     */
    record Waiting<T>(Ticket<T> ticket, @Nullable T displaced) implements Joined<T> {}

    /** The line is full of others who are as important. */
    record Full<T>() implements Joined<T> {}
  }

  private final int most;
  private final TreeSet<Ticket<T>> line =
      new TreeSet<>(
          Comparator.<Ticket<T>>comparingInt(ticket -> -ticket.priority)
              .thenComparingLong(ticket -> ticket.number));
  private final TreeSet<Ticket<T>> deadlines =
      new TreeSet<>(
          ((Comparator<Ticket<T>>) (a, b) -> Long.signum(a.deadline - b.deadline))
              .thenComparingLong(ticket -> ticket.number));
  private final int[] waiting = new int[MOST_IMPORTANT + 1];
  private final DecayingMean interval = new DecayingMean(HALF_LIFE);
  private long joined;
  private long movedAt;

  /**
   * An empty line.
   *
   * @param most who may wait, at least 1
   */
  public WaitingLine(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a line needs room for one");
    }
    this.most = most;
  }

  /**
   * Joins the line.
   *
   * @param priority 0 to {@link #MOST_IMPORTANT}, which is served first
   * @param deadline when it stops waiting
   */
  public synchronized Joined<T> join(T who, int priority, long deadline, long now) {
    if (priority < 0 || priority > MOST_IMPORTANT) {
      throw new IllegalArgumentException("a priority is 0 to 9");
    }
    T displaced = null;
    if (line.size() >= most) {
      Ticket<T> last = line.last();
      if (last.priority >= priority) {
        return new Joined.Full<>();
      }
      leave(last);
      displaced = last.who;
    }
    if (line.isEmpty()) {
      movedAt = now;
    }
    Ticket<T> ticket = new Ticket<>(who, priority, deadline, joined++);
    line.add(ticket);
    deadlines.add(ticket);
    waiting[priority]++;
    return new Joined.Waiting<>(ticket, displaced);
  }

  /** Takes out whose turn it is; null if nobody waits whose deadline has not passed. */
  public synchronized @Nullable T next(long now) {
    Ticket<T> first = firstTicket(now);
    if (first == null) {
      return null;
    }
    take(first, now);
    return first.who;
  }

  /**
   * Whose turn it is, who stays in the line; null if nobody waits whose deadline has not passed.
   */
  public synchronized @Nullable T first(long now) {
    Ticket<T> first = firstTicket(now);
    return first == null ? null : first.who;
  }

  /** Takes out somebody who has been served; whether it was still in the line. */
  public synchronized boolean take(Ticket<T> ticket, long now) {
    if (!leave(ticket)) {
      return false;
    }
    interval.observe((double) (now - movedAt), now);
    movedAt = now;
    return true;
  }

  private @Nullable Ticket<T> firstTicket(long now) {
    for (Ticket<T> first : line) {
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
      Ticket<T> ticket = deadlines.first();
      leave(ticket);
      late.add(ticket.who);
    }
    return late;
  }

  /** Whether it was still waiting; it is no longer. */
  public synchronized boolean cancel(Ticket<T> ticket) {
    return leave(ticket);
  }

  /** How many wait. */
  public synchronized int size() {
    return line.size();
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
    for (int i = priority; i <= MOST_IMPORTANT; i++) {
      ahead += waiting[i];
    }
    long still = line.isEmpty() ? 0 : now - movedAt;
    if (still > each) {
      each = (each * interval.weight(now) + still) / (interval.weight(now) + 1);
    }
    return OptionalLong.of((long) Math.ceil((ahead + 1) * each / 1_000_000));
  }

  private boolean leave(Ticket<T> ticket) {
    if (!line.remove(ticket)) {
      return false;
    }
    deadlines.remove(ticket);
    waiting[ticket.priority]--;
    return true;
  }
}
