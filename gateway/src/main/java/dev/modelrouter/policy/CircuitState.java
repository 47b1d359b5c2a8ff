package dev.modelrouter.policy;

/**
 * Where a provider stands after its failures. Times are nanoseconds of one clock that never goes
 * back; what leads from one standing to the next is in {@link CircuitBreakerRules}.
 */
public sealed interface CircuitState {

  /** The standing of a provider nothing is held against. */
  CircuitState CLOSED = new Closed();

  /** In use. */
  record Closed() implements CircuitState {}

  /**
   * In use, with calls that may yet add up to a pause; only where one failure is not enough.
   *
   * @param inARow failures since the last success
   * @param lastCall when the last call was counted
   * @param failureRateWindow calls of the rolling window; empty if only failures in a row count
   */
  record ClosedCounting(int inARow, long lastCall, FailureRateWindow failureRateWindow)
      implements CircuitState {}

  /**
   * Put away, or due for a probe when the pause is over.
   *
   * @param failures consecutive failures; 0 when a late success has reset them during the pause, or
   *     when it is the provider that asked for the pause
   * @param until when the pause ends or ended
   */
  record Open(int failures, long until) implements CircuitState {}

  /**
   * One attempt is out to see whether it has healed.
   *
   * @param failures consecutive failures before this attempt
   * @param openEndedAt when the pause before it ended
   * @param leaseEnds when the probe is taken for lost and another may go
   */
  record HalfOpen(int failures, long openEndedAt, long leaseEnds) implements CircuitState {}
}
