package dev.modelrouter.policy;

import java.time.Duration;

/**
 * Keeps retries from making an outage worse: in any span of time they may add so many percent to
 * the requests of that span, and a few more so that a quiet route can retry at all.
 *
 * <table>
 * <caption>States, with {@code allowed = floor + percent of the requests in the span}</caption>
 * <tr><th>retries in the span</th><th>{@link #request}</th><th>{@link #retry}</th></tr>
 * <tr><td>fewer than allowed</td><td>counts</td><td>yes, and counts</td></tr>
 * <tr><td>as many as allowed</td><td>counts; may allow one more</td><td>no, changes nothing</td></tr>
 * </table>
 *
 * <p><b>Implementation notes.</b> Requests are under-counted and retries over-counted by at most a
 * twentieth of the span ({@link RollingCounter}), so the limit holds for the exact span at each
 * retry. Safe for threads: a few additions under this object's monitor.
 */
public final class RetryBudget {
  private static final int PARTS = 20;

  private final int percent;
  private final int floor;
  private final RollingCounter requests;
  private final RollingCounter retries;

  /**
   * An unspent budget.
   *
   * @param percent of the requests that may be retries, at least 0
   * @param floor retries in a span that are always allowed, at least 0
   * @param span how long requests and retries count
   */
  public RetryBudget(int percent, int floor, Duration span) {
    if (percent < 0 || floor < 0) {
      throw new IllegalArgumentException("a budget cannot be less than nothing");
    }
    this.percent = percent;
    this.floor = floor;
    this.requests = new RollingCounter(span.toNanos(), PARTS);
    this.retries = new RollingCounter(span.toNanos(), PARTS);
  }

  /** The default: 20 % within 10 s, and ten retries besides. */
  public static RetryBudget defaultBudget() {
    return new RetryBudget(20, 10, Duration.ofSeconds(10));
  }

  /** A request came: its first attempt is no retry. */
  public synchronized void request(long now) {
    requests.add(1, now);
  }

  /** Takes one retry from the budget if there is one. */
  public synchronized boolean retry(long now) {
    if (left(now) < 1) {
      return false;
    }
    retries.add(1, now);
    return true;
  }

  /** How many retries would be allowed at this instant. */
  public synchronized int left(long now) {
    long allowed = floor + (long) percent * requests.inside(now) / 100;
    return Math.clamp(allowed - retries.covering(now), 0, Integer.MAX_VALUE);
  }
}
