package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;

/**
 * Watches exchanges without taking part in them. Called on event loops: must not block. Every
 * {@link #attemptStarted} is followed by exactly one {@link #attemptFinished}, every exchange by
 * exactly one {@link #exchangeFinished}.
 */
public interface ExchangeListener {

  /** An exchange begins. */
  void exchangeStarted(Exchange exchange);

  /** A provider is being asked. */
  void attemptStarted(Exchange exchange, Target target);

  /**
   * The first text of an answer has arrived.
   *
   * @param nanos since the attempt began
   */
  void onFirstToken(Exchange exchange, Target target, long nanos);

  /** One broken event among good ones was left out. */
  void eventSkipped(Exchange exchange, Target target, String why);

  /**
   * A provider is done with, one way or another.
   *
   * @param nanos since the attempt began
   */
  void attemptFinished(Exchange exchange, Target target, AttemptOutcome outcome, long nanos);

  /**
   * A bug of the gateway's own has ended a request.
   *
   * @param id the request id
   */
  default void internalError(String id, Throwable bug) {}

  /** The exchange is over and its caller knows, or has left. */
  void exchangeFinished(Exchange exchange, ExchangeOutcome outcome);
}
