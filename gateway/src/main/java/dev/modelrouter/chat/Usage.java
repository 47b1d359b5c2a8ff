package dev.modelrouter.chat;

/**
 * Tokens of one answer, as the provider reported them.
 *
 * @param input prompt tokens, cached ones included
 * @param output tokens of the answer, reasoning included
 * @param cached prompt tokens read from the provider's cache
 * @param written prompt tokens written to the provider's cache, part of {@code input} too
 * @param reasoning tokens of the answer that were thought and not said
 */
public record Usage(long input, long output, long cached, long written, long reasoning) {
  /** A count without details. */
  public Usage(long input, long output) {
    this(input, output, 0, 0, 0);
  }

  /** A count by a provider that tells nothing of what it writes to its cache. */
  public Usage(long input, long output, long cached, long reasoning) {
    this(input, output, cached, 0, reasoning);
  }

  /** Prompt and answer together. */
  public long total() {
    return input + output;
  }
}
