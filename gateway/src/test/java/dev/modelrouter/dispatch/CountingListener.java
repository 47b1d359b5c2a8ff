package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.routing.Target;
import java.util.EnumMap;
import java.util.Map;

/** Counts what begins and has not ended. */
final class CountingListener implements ExchangeListener {
  int exchanges;
  int attempts;

  /** How often attempts failed before anything had gone to the caller. */
  final Map<ErrorCode, Integer> failures = new EnumMap<>(ErrorCode.class);

  @Override
  public void exchangeStarted(Exchange exchange) {
    exchanges++;
  }

  @Override
  public void attemptStarted(Exchange exchange, Target target) {
    attempts++;
  }

  @Override
  public void onFirstToken(Exchange exchange, Target target, long nanos) {}

  @Override
  public void eventSkipped(Exchange exchange, Target target, String why) {}

  @Override
  public void attemptFinished(
      Exchange exchange, Target target, AttemptOutcome outcome, long nanos) {
    attempts--;
    if (outcome instanceof AttemptOutcome.FailedBeforeCommit failed) {
      failures.merge(failed.error().code(), 1, Integer::sum);
    }
  }

  @Override
  public void exchangeFinished(Exchange exchange, ExchangeOutcome outcome) {
    exchanges--;
  }
}
