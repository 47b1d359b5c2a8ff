package dev.modelrouter.policy;

/**
 * A number of attempts in flight that finds by itself how much a target bears: additive increase,
 * multiplicative decrease, as TCP finds its share of a line.
 *
 * <table>
 * <caption>What the end of an attempt does to the limit</caption>
 * <tr><th>end</th><th>when</th><th>limit</th></tr>
 * <tr><td>succeeded</td><td>at least half of the limit was in use</td><td>+ 1 / limit: about one
 *     more for each round of answers, up to max</td></tr>
 * <tr><td>succeeded</td><td>less was in use</td><td>same: nothing was tried</td></tr>
 * <tr><td>overloaded</td><td>it began after the last decrease</td><td>· 0.8, down to min</td></tr>
 * <tr><td>overloaded</td><td>it began before</td><td>same: it tells of the same overload</td></tr>
 * <tr><td>ignored</td><td></td><td>same</td></tr>
 * </table>
 */
public final class AdaptiveConcurrencyLimiter extends ConcurrencyLimiter {
  private static final double DECREASE = 0.8;

  private final int min;
  private final int max;
  private double limit;
  private boolean decreased;
  private long decreasedAt;

  /**
   * A limit that has learnt nothing yet.
   *
   * @param first where it begins
   * @param min it never goes below, at least 1
   * @param max it never goes above
   */
  public AdaptiveConcurrencyLimiter(int first, int min, int max) {
    if (min < 1 || first < min || max < first) {
      throw new IllegalArgumentException("an adaptive limit needs 1 ≤ min ≤ first ≤ max");
    }
    this.min = min;
    this.max = max;
    this.limit = first;
  }

  @Override
  public synchronized int max() {
    return (int) limit;
  }

  @Override
  void learn(Permit.Outcome outcome, int busy, long takenAt, long now) {
    switch (outcome) {
      case SUCCEEDED -> {
        if (busy * 2 >= (int) limit) {
          limit = Math.min(max, limit + 1 / limit);
        }
      }
      case OVERLOADED -> {
        if (!decreased || takenAt - decreasedAt > 0) {
          limit = Math.max(min, limit * DECREASE);
          decreased = true;
          decreasedAt = now;
        }
      }
      case IGNORED -> {}
    }
  }
}
