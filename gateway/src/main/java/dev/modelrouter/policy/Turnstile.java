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
public final class Turnstile<T> {

  /** What became of who entered. */
  public sealed interface Entered<T> {

    /** It may go on, and must {@link Turnstile#leave} with the permit. */
    record Passed<T>(Permit permit) implements Entered<T> {}

    /**
     * It stands in the line.
     *
     * @param displaced who had to leave the line for it; null mostly
     */
    record Waiting<T>(WaitingLine.Ticket<T> ticket, @Nullable T displaced) implements Entered<T> {}

    /**
     * It is turned away.
     *
     * @param waitMillis how long it would have waited, if that is known
     */
    record TurnedAway<T>(OptionalLong waitMillis) implements Entered<T> {}
  }

  /** Somebody of the line whose turn it is, with its permit. */
  public record Served<T>(T who, Permit permit) {}

  private final InFlightLimit limit;
  private final WaitingLine<T> line;

  /**
   * A turnstile nobody has passed.
   *
   * @param length most that may wait, at least 1
   */
  public Turnstile(InFlightLimit limit, int length) {
    this.limit = limit;
    this.line = new WaitingLine<>(length);
  }

  /** Passes if a permit is left and nobody waits; else null. */
  public synchronized @Nullable Permit pass(long now) {
    return line.size() > 0 ? null : limit.take(now);
  }

  /**
   * Passes, waits, or is turned away.
   *
   * @param priority 0 to {@link WaitingLine#MOST_IMPORTANT}
   * @param deadline until when it waits; {@code now} for not at all
   */
  public synchronized Entered<T> enter(T who, int priority, long deadline, long now) {
    Permit permit = pass(now);
    if (permit != null) {
      return new Entered.Passed<>(permit);
    }
    if (deadline - now <= 0) {
      return new Entered.TurnedAway<>(line.waitMillis(priority, now));
    }
    return switch (line.join(who, priority, deadline, now)) {
      case WaitingLine.Joined.Waiting<T> waiting ->
          new Entered.Waiting<>(waiting.ticket(), waiting.displaced());
      case WaitingLine.Joined.Full<T> ignored ->
          new Entered.TurnedAway<>(line.waitMillis(priority, now));
    };
  }

  /**
   * Gives a permit back.
   *
   * @return those of the line who may pass now
   */
  public synchronized List<Served<T>> leave(Permit permit, Permit.End end, long now) {
    if (!permit.end(end, now)) {
      return List.of();
    }
    List<Served<T>> served = List.of();
    while (line.size() > 0) {
      Permit next = limit.take(now);
      if (next == null) {
        break;
      }
      T who = line.next(now);
      if (who == null) {
        next.end(Permit.End.IGNORED, now);
        break;
      }
      if (served.isEmpty()) {
        served = new ArrayList<>(1);
      }
      served.add(new Served<>(who, next));
    }
    return served;
  }

  /** Leaves the line; whether it was still in it. */
  public synchronized boolean cancel(WaitingLine.Ticket<T> ticket) {
    return line.cancel(ticket);
  }

  /** How long somebody who joined now would wait, in milliseconds, if that is known. */
  public synchronized OptionalLong waitMillis(int priority, long now) {
    return line.waitMillis(priority, now);
  }

  /** How many wait. */
  public synchronized int waiting() {
    return line.size();
  }

  /** How many have passed and not left. */
  public int inFlight() {
    return limit.inFlight();
  }
}
