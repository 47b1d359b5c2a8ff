package dev.modelrouter.dispatch;

import java.time.Duration;

/**
 * The limits of one attempt for silence and for the first token. Whatever arrives from the provider
 * restarts the idle timeout; only the first token stops the other. Confined to the event loop of
 * its attempt.
 *
 * <table>
 * <caption>The limits in each state</caption>
 * <tr><th>state</th><th>silence</th><th>first token of a stream</th></tr>
 * <tr><td>nothing has come</td><td>{@link Timeouts#response}</td><td>counts</td></tr>
 * <tr><td>a stream has begun, without a token</td><td>{@link Timeouts#response}</td>
 *     <td>counts</td></tr>
 * <tr><td>tokens flow, or a whole answer has begun</td><td>{@link Timeouts#idle}</td>
 *     <td>none</td></tr>
 * </table>
 */
final class AttemptTimeouts {

  /** What is done when a limit has passed. */
  interface Listener {
    /** The provider was silent for too long. */
    void onIdleTimeout();

    /** The first token has not come, and another target could answer. */
    void onFirstTokenTimeout();

    /** Whether the silence is not the provider's: the caller does not read, or is still sending. */
    boolean isExcused();
  }

  private final Exchange exchange;
  private final Timeouts timeouts;
  private final Duration firstTokenLimit;
  private final Listener listener;
  private final MovableTimeout idle;
  private final MovableTimeout firstToken;
  private Duration limit;
  private boolean stopped;

  /**
   * Limits that do not count yet.
   *
   * @param firstTokenLimit how long the first token of a stream may take while another target could
   *     answer; not used for a whole answer
   */
  AttemptTimeouts(
      TimeoutScheduler scheduler, Exchange exchange, Duration firstTokenLimit, Listener listener) {
    this.exchange = exchange;
    this.timeouts = exchange.policy().timeouts();
    this.firstTokenLimit = firstTokenLimit;
    this.listener = listener;
    this.limit = timeouts.response();
    this.idle = new MovableTimeout(scheduler, exchange, this::idleExpired);
    this.firstToken = new MovableTimeout(scheduler, exchange, this::firstTokenExpired);
  }

  /**
   * The attempt begins.
   *
   * @param stream whether tokens are expected one by one
   */
  void begin(boolean stream) {
    idle.set(limit);
    if (stream) {
      firstToken.set(firstTokenLimit);
    }
  }

  /** Something came from the provider, whatever it is, or its silence is excused up to now. */
  void alive() {
    if (!stopped) {
      idle.set(limit);
    }
  }

  /** The answer is under way: from here on a pause in it is short. */
  void flowing() {
    firstToken.stop();
    limit = timeouts.idle();
    idle.set(limit);
  }

  /** The answer has ended, or is an error: what is left of it may take so long. */
  void expireIn(long millis) {
    firstToken.stop();
    idle.setMillis(millis);
  }

  void stop() {
    stopped = true;
    idle.stop();
    firstToken.stop();
  }

  private void idleExpired() {
    if (listener.isExcused()) {
      alive();
    } else {
      listener.onIdleTimeout();
    }
  }

  /** Another target may become able to answer later: looks again and again. */
  private void firstTokenExpired() {
    if (stopped) {
      return;
    }
    if (listener.isExcused() || !exchange.hasAvailableAlternative()) {
      firstToken.set(firstTokenLimit);
    } else {
      listener.onFirstTokenTimeout();
    }
  }
}
