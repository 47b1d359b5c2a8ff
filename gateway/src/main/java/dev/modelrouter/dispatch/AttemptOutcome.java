package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. That nothing may begin anew once text has gone to the caller stands in
 * these types: after {@link FailedBeforeCommit} another target answers, after {@link
 * FailedMidStream} it can only go on with what was said.
 */
public sealed interface AttemptOutcome {

  /**
   * The provider gave a whole answer.
   *
   * @param completionSummary what is known of it
   */
  record Completed(CompletionSummary completionSummary) implements AttemptOutcome {}

  /**
   * It failed, and the caller has seen nothing of it.
   *
   * @param error why
   * @param sent whether the request may have reached the provider
   */
  record FailedBeforeCommit(GatewayError error, boolean sent) implements AttemptOutcome {}

  /**
   * It failed after text had gone to the caller: at best somebody else goes on with it.
   *
   * @param error why
   * @param deliveredText all that went to the caller; null where that is not known, or more than
   *     text
   * @param usage tokens as far as the provider counted them, or null
   */
  record FailedMidStream(GatewayError error, @Nullable String deliveredText, @Nullable Usage usage)
      implements AttemptOutcome {}

  /** It was given up for reasons that are not the provider's: the caller left, time was up. */
  record Cancelled() implements AttemptOutcome {}
}
