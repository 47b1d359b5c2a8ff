package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;

/** How an exchange ended, seen from the caller. */
public sealed interface ExchangeOutcome {

  /**
   * With a whole answer.
   *
   * @param completionSummary what is known of it
   */
  record Answered(CompletionSummary completionSummary) implements ExchangeOutcome {}

  /**
   * With an error.
   *
   * @param error what the caller was told
   */
  record Failed(GatewayError error) implements ExchangeOutcome {}

  /** The caller left. */
  record Cancelled() implements ExchangeOutcome {}
}
