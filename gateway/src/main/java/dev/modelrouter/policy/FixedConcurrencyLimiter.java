package dev.modelrouter.policy;

/**
 * A fixed number of attempts in flight.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>permits out</th><th>{@link #take}</th><th>a permit ends</th></tr>
 * <tr><td>fewer than most</td><td>a permit, one more out</td><td>one fewer out</td></tr>
 * <tr><td>most</td><td>null</td><td>one fewer out</td></tr>
 * </table>
 */
public final class FixedConcurrencyLimiter extends ConcurrencyLimiter {
  private final int max;

  /**
   * A limit.
   *
   * @param max attempts in flight, at least 1
   */
  public FixedConcurrencyLimiter(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("at least one attempt must be allowed");
    }
    this.max = max;
  }

  @Override
  public int max() {
    return max;
  }

  @Override
  void learn(Permit.Outcome outcome, int busy, long takenAt, long now) {}
}
