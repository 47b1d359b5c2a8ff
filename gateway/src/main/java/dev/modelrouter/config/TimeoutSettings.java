package dev.modelrouter.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the parts of a request may take, by default.
 *
 * @param idle longest silence of a provider in the middle of an answer
 * @param response longest silence before the first token of a stream, and before a whole answer
 * @param firstToken how long a stream may take to its first token while others could answer; null
 *     where the operator has not set it, so that it depends on the caller's dialect, the model and
 *     the target
 * @param total limit for a request with all its attempts; null where the operator has not set it,
 *     so that a stream is bounded only until its tokens flow
 */
public record TimeoutSettings(
    Duration idle, Duration response, @Nullable Duration firstToken, @Nullable Duration total) {
  /** The limit for a request where the operator has not set it. */
  public static final Duration DEFAULT_TOTAL = Duration.ofMinutes(10);

  /** The limit for the first token where the operator has not set it. */
  public static final Duration DEFAULT_FIRST_TOKEN = Duration.ofSeconds(10);

  /** The same for callers of {@code /stream}. */
  public static final Duration INHERITED_FIRST_TOKEN = Duration.ofSeconds(3);
}
