package dev.modelrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen and when to stop; what is null is left to the provider.
 *
 * @param maxTokens most tokens of the answer, at least 1
 * @param temperature 0.0 to 2.0
 * @param topP 0.0 to 1.0
 * @param topK at least 1
 * @param stop texts before which the answer ends
 * @param seed for answers that can be repeated
 * @param frequencyPenalty -2.0 to 2.0
 * @param presencePenalty -2.0 to 2.0
 */
public record Sampling(
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer topK,
    List<String> stop,
    @Nullable Long seed,
    @Nullable Double frequencyPenalty,
    @Nullable Double presencePenalty) {
  /** All of it left to the provider. */
  public static final Sampling DEFAULT =
      new Sampling(null, null, null, null, List.of(), null, null, null);

  public Sampling {
    stop = List.copyOf(stop);
  }

  /** Only these two given. */
  public static Sampling of(int maxTokens, double temperature) {
    return new Sampling(maxTokens, temperature, null, null, List.of(), null, null, null);
  }
}
