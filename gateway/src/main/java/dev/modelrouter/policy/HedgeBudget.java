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
 * hedges, and in any run of requests at most that share of them and {@code most} more. Safe for
 * threads.
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
   * @param most hedges that may be saved up for a bad moment, at least 1
   */
  public HedgeBudget(int percent, int most) {
    if (percent < 0 || percent > HEDGE || most < 1) {
      throw new IllegalArgumentException("a hedge budget is a share of the requests");
    }
    this.percent = percent;
    this.cap = Math.multiplyExact(most, HEDGE);
  }

  /** The default: 5 %, and at most ten in a row. */
  public static HedgeBudget usual() {
    return new HedgeBudget(5, 10);
  }

  /** A request came. */
  public synchronized void request() {
    saved = Math.min(cap, saved + percent);
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
