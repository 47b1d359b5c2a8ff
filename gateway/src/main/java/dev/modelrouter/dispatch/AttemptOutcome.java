package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;

/**
 * How an attempt ended. That nothing may be tried elsewhere once text has gone to the caller stands
 * in these types: only {@link FailedBeforeCommit} leads to another attempt.
 */
public sealed interface AttemptOutcome {

  /**
   * The provider gave a whole answer.
   *
   * @param answer what is known of it
   */
  record Completed(Answer answer) implements AttemptOutcome {}

  /**
   * It failed, and the caller has seen nothing of it.
   *
   * @param error why
   * @param sent whether the request may have reached the provider
   */
  record FailedBeforeCommit(GatewayError error, boolean sent) implements AttemptOutcome {}

  /**
   * It failed after text had gone to the caller.
   *
   * @param error why
   */
  record FailedMidStream(GatewayError error) implements AttemptOutcome {}

  /** It was given up for reasons that are not the provider's: the caller left, time was up. */
  record Cancelled() implements AttemptOutcome {}
}
