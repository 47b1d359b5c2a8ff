package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * How long a model may think before it answers. Some dialects name a level, some a number of
 * tokens; each can be had from the other. Neither given means: think, as long as you like.
 *
 * @param level {@code none}, {@code minimal}, {@code low}, {@code medium}, {@code high}, {@code
 *     xhigh}, {@code max} or a word only some providers know; null where only tokens were named
 * @param budget most tokens of thought, 0 for none; null where only a level was named
 */
public record ReasoningEffort(@Nullable String level, @Nullable Integer budget) {
  private static final int LOW = 4_096;
  private static final int MEDIUM = 16_384;

  /** The least that anybody calls thinking. */
  private static final int MIN = 1_024;

  /** A level. */
  public static ReasoningEffort of(String level) {
    return new ReasoningEffort(level, null);
  }

  /** A number of tokens. */
  public static ReasoningEffort of(int budget) {
    return new ReasoningEffort(null, budget);
  }

  /** Whether the model is to answer without thinking. */
  public boolean isNone() {
    return budget == null ? "none".equals(level) : budget <= 0;
  }

  /** The level, for those who know no numbers; of the tokens given the nearest. */
  public String wireName() {
    if (level != null) {
      return level;
    }
    if (budget == null) {
      return "medium";
    }
    return budget <= 0 ? "none" : budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
  }

  /**
   * The tokens, for those who know no levels. A level takes the share of the answer's tokens that
   * OpenRouter gives it: minimal 10 %, low 20 %, medium 50 %, high 80 %, above 95 %.
   *
   * @param max tokens of the whole answer, at least 1
   * @return 0 for none, else at least 1,024, though that may be more than {@code max}
   */
  public int tokens(int max) {
    if (isNone()) {
      return 0;
    }
    if (budget != null) {
      return Math.max(MIN, budget);
    }
    int percent =
        switch (wireName()) {
          case "minimal" -> 10;
          case "low" -> 20;
          case "high" -> 80;
          case "xhigh", "max" -> 95;
          default -> 50;
        };
    return Math.max(MIN, (int) ((long) max * percent / 100));
  }
}
