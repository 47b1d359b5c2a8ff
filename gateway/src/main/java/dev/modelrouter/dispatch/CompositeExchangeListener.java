package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;

/**
 * Two listeners as one.
 *
 * @param first hears everything first
 * @param second hears it next
 */
public record CompositeExchangeListener(ExchangeListener first, ExchangeListener second)
    implements ExchangeListener {
  @Override
  public void exchangeStarted(Exchange exchange) {
    first.exchangeStarted(exchange);
    second.exchangeStarted(exchange);
  }

  @Override
  public void attemptStarted(Exchange exchange, Target target) {
    first.attemptStarted(exchange, target);
    second.attemptStarted(exchange, target);
  }

  @Override
  public void onFirstToken(Exchange exchange, Target target, long nanos) {
    first.onFirstToken(exchange, target, nanos);
    second.onFirstToken(exchange, target, nanos);
  }

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {
    first.eventSkipped(exchange, target, why);
    second.eventSkipped(exchange, target, why);
  }

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {
    first.attemptFinished(exchange, target, outcome, nanos);
    second.attemptFinished(exchange, target, outcome, nanos);
  }

  @Override
  public void internalError(String id, Throwable bug) {
    first.internalError(id, bug);
    second.internalError(id, bug);
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {
    first.exchangeFinished(exchange, outcome);
    second.exchangeFinished(exchange, outcome);
  }
}
