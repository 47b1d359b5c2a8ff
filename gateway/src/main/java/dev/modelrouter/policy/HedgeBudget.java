package dev.modelrouter.policy;

/**
 * Keeps hedges, second attempts that race the first, below a share of the requests. It needs no
 * clock: every request saves up its share of a hedge, and a hedge costs a whole one.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>saved</th><th>{@link #request}</th><th>{@link #hedge}</th></tr>
 * <tr><td>less than a hedge</td><td>saves a share</td><td>no, changes nothing</td></tr>
 * <tr><td>a hedge or more</td><td>saves a share</td><td>yes, spends one</td></tr>
 * <tr><td>as much as may be saved</td><td>changes nothing</td><td>yes, spends one</td></tr>
 * </table>
 *
 * <p>So from the beginning to any moment there have been at most {@code percent} of the requests as
 * hedges beside the balance at the start, and in any run of requests at most that share of them and
 * {@code most} more. Safe for threads.
 */
public final class HedgeBudget {
  private static final int HEDGE = 100;

  private final int percent;
  private final int cap;
  private int saved;

  /**
   * An empty budget.
   *
   * @param percent of the requests that may be hedged, 0 to 100
   * @param max hedges that may be saved up for a bad moment, at least 1
   */
  public HedgeBudget(int percent, int max) {
    this(percent, max, 0);
  }

  /**
   * A budget with a balance, so that the first requests of a fresh process can be hedged.
   *
   * @param percent of the requests that may be hedged, 0 to 100; with 0 there is no balance either
   * @param max hedges that may be saved up for a bad moment, at least 1
   * @param balance hedges that are allowed before anything is saved up, 0 to {@code max}
   */
  public HedgeBudget(int percent, int max, int balance) {
    if (balance < 0 || balance > max) {
      throw new IllegalArgumentException("a balance is at most what may be saved up");
    }
    if (percent < 0 || percent > HEDGE || max < 1) {
      throw new IllegalArgumentException("a hedge budget is a share of the requests");
    }
    this.percent = percent;
    this.cap = Math.multiplyExact(max, HEDGE);
    this.saved = percent == 0 ? 0 : balance * HEDGE;
  }

  /** The default: 5 %, and at most ten in a row. */
  public static HedgeBudget defaultBudget() {
    return new HedgeBudget(5, 10);
  }

  /** A request came. */
  public synchronized void request() {
    saved = Math.min(cap, saved + percent);
  }

  /** Gives back a hedge that was taken and not made. */
  public synchronized void refund() {
    saved = Math.min(cap, saved + HEDGE);
  }

  /** Takes one hedge from the budget if there is one. */
  public synchronized boolean hedge() {
    if (saved < HEDGE) {
      return false;
    }
    saved -= HEDGE;
    return true;
  }
}
