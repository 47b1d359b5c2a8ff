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
public final class ConcurrencyLimit extends InFlightLimit {
  private final int most;

  /**
   * A limit.
   *
   * @param most attempts in flight, at least 1
   */
  public ConcurrencyLimit(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one attempt must be allowed");
    }
    this.most = most;
  }

  @Override
  public int most() {
    return most;
  }

  @Override
  void learn(Permit.End end, int busy, long takenAt, long now) {}
}
