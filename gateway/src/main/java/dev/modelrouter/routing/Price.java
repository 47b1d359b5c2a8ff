package dev.modelrouter.routing;

import dev.modelrouter.chat.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars for a million tokens. Sums are in billionths of a dollar, which
 * is exact enough for a single token of the cheapest model there is (10 of them at 0.01 dollars).
 *
 * @param input of the prompt
 * @param output of the answer, thoughts included
 * @param cached of the prompt where it was read from a cache; null counts as input
 * @param cacheWrite of the prompt where it was written to a cache; null counts as input
 * @param tiers other prices for longer prompts, the shortest first
 */
public record Price(
    BigDecimal input,
    BigDecimal output,
    @Nullable BigDecimal cached,
    @Nullable BigDecimal cacheWrite,
    List<Tier> tiers) {
  private static final BigDecimal NANOS_PER_DOLLAR_BY_MILLION = BigDecimal.valueOf(1_000);

  /**
   * A price for all tokens of requests with long prompts.
   *
   * @param aboveInputTokens for prompts with more tokens than this
   */
  public record Tier(int aboveInputTokens, Price price) {}

  public Price {
    tiers = List.copyOf(tiers);
  }

  /** A price that is the same for all prompts. */
  public Price(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal cached,
      @Nullable BigDecimal cacheWrite) {
    this(input, output, cached, cacheWrite, List.of());
  }

  /** What an answer has cost. */
  public long nanoUsd(Usage usage) {
    return nanoUsd(usage.input(), usage.cached(), usage.written(), usage.output());
  }

  /**
   * What so many tokens cost.
   *
   * @param prompt all of the prompt
   * @param read of these read from a cache
   * @param written of these written to a cache
   * @param answer tokens of the answer
   */
  public long nanoUsd(long prompt, long read, long written, long answer) {
    Price at = at(prompt);
    long fresh = Math.max(0, prompt - read - written);
    return at.input
        .multiply(BigDecimal.valueOf(fresh))
        .add(or(at.cached, at.input).multiply(BigDecimal.valueOf(read)))
        .add(or(at.cacheWrite, at.input).multiply(BigDecimal.valueOf(written)))
        .add(at.output.multiply(BigDecimal.valueOf(answer)))
        .multiply(NANOS_PER_DOLLAR_BY_MILLION)
        .longValue();
  }

  private Price at(long prompt) {
    Price at = this;
    for (Tier tier : tiers) {
      if (prompt > tier.aboveInputTokens()) {
        at = tier.price();
      }
    }
    return at;
  }

  private static BigDecimal or(@Nullable BigDecimal one, BigDecimal other) {
    return one == null ? other : one;
  }
}
