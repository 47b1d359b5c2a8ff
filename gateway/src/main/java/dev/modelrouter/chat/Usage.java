package dev.modelrouter.chat;

/**
 * Tokens of one answer, as the provider reported them.
 *
 * @param input prompt tokens, cached ones included
 * @param output tokens of the answer, reasoning included
 */
public record Usage(long input, long output) {
  /** Prompt and answer together. */
  public long total() {
    return input + output;
  }
}
