package dev.modelrouter.fake;

/**
 * How an answer ends. Those that count tokens happen after so many of them (or after all, if there
 * are fewer); in a whole answer they happen at the same part of its body.
 */
public sealed interface Termination {

  /** How many tokens come before the end; {@link Integer#MAX_VALUE} for all. */
  int tokens();

  /** As it should: finish reason, usage if asked, end mark, end of the body. */
  record Complete() implements Termination {
    @Override
    public int tokens() {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * The connection is reset (RST).
   *
   * @param tokens sent before
   */
  record Reset(int tokens) implements Termination {}

  /**
   * The HTTP body ends correctly, though the answer is not whole: no finish reason, no end mark.
   *
   * @param tokens sent before
   */
  record CleanEnd(int tokens) implements Termination {}

  /**
   * The connection is closed (FIN) in the middle of a chunk, and of an event.
   *
   * @param tokens sent before
   */
  record CutInChunk(int tokens) implements Termination {}

  /**
   * Nothing more comes, until the peer leaves. With 0 tokens, OpenAI's role-only chunk is all.
   *
   * @param tokens sent before
   */
  record Stall(int tokens) implements Termination {}

  /**
   * An error event in the dialect comes and the body ends correctly. A whole answer is then the
   * error body with status 200.
   *
   * @param tokens sent before
   * @param code the error's code, where the dialect has one
   * @param message the error's text
   */
  record ErrorEvent(int tokens, String code, String message) implements Termination {}

  /**
   * All is there but the end mark: OpenAI's {@code [DONE]}, Ollama's line with {@code done:true}
   * (with which go its finish reason and counters). A whole answer has none to miss.
   *
   * @param leftOpen the body does not end either, until the peer leaves
   */
  record NoEndMark(boolean leftOpen) implements Termination {
    @Override
    public int tokens() {
      return Integer.MAX_VALUE;
    }
  }
}
