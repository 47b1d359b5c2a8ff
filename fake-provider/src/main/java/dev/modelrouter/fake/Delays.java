package dev.modelrouter.fake;

import java.time.Duration;

/**
 * The pauses of an answer. A whole answer takes the sum of them before its head, as a real one
 * does.
 *
 * @param beforeHead from the request to the head
 * @param beforeFirstToken from the head (and OpenAI's role-only chunk) to the first token
 * @param betweenTokens from one token to the next; kept on average, however long the writes take
 */
public record Delays(Duration beforeHead, Duration beforeFirstToken, Duration betweenTokens) {

  /** No pause at all. */
  public static final Delays AT_ONCE = new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** How long an answer of this many tokens takes to generate. */
  Duration total(int tokens) {
    return beforeHead
        .plus(beforeFirstToken)
        .plus(betweenTokens.multipliedBy(Math.max(0, tokens - 1)));
  }
}
