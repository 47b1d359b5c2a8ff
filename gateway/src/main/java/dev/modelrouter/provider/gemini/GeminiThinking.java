package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code thinkingConfig}: models of the 2.5 family take a number of tokens, later ones a
 * level, older ones nothing; giving both is an error. Thoughts are asked for wherever the caller
 * asks the model to think. The Pro models cannot be kept from thinking, and those that take a level
 * cannot at all: they get the least there is.
 */
final class GeminiThinking {
  private static final int MAX = 24_576;
  private static final int MAX_PRO = 32_768;
  private static final int MIN_PRO = 128;
  static final String NAME = "reasoning_effort";

  private GeminiThinking() {}

  /** Whether a model can be asked to think. */
  static boolean thinks(String model) {
    return !model.contains("gemini-1") && !model.contains("gemini-2.0") && !model.contains("gemma");
  }

  /**
   * Appends the value.
   *
   * @param model the plain name of a model that thinks
   * @param maxTokens limit of the whole answer, or null
   */
  static void append(
      ByteBuilder out,
      ReasoningEffort reasoningEffort,
      String model,
      @Nullable Integer maxTokens,
      Set<String> dropped) {
    out.append('{');
    boolean pro = model.contains("pro");
    if (model.contains("gemini-2.5")) {
      out.append("\"thinkingBudget\":")
          .append(Integer.toString(budget(reasoningEffort, pro, maxTokens)));
      if (reasoningEffort.isNone() && pro) {
        dropped.add(NAME);
      }
      out.append(reasoningEffort.isNone() ? "}" : ",\"includeThoughts\":true}");
      return;
    }
    if (reasoningEffort.level() == null && reasoningEffort.budget() == null) {
      out.append("\"includeThoughts\":true}");
      return;
    }
    out.append("\"thinkingLevel\":\"").append(level(reasoningEffort.wireName(), pro));
    if (reasoningEffort.isNone()) {
      dropped.add(NAME);
    }
    out.append(reasoningEffort.isNone() ? "\"}" : "\",\"includeThoughts\":true}");
  }

  private static int budget(
      ReasoningEffort reasoningEffort, boolean pro, @Nullable Integer maxTokens) {
    int max = pro ? MAX_PRO : MAX;
    if (reasoningEffort.isNone()) {
      return pro ? MIN_PRO : 0;
    }
    if (reasoningEffort.budget() != null) {
      return Math.min(reasoningEffort.budget(), max);
    }
    if (reasoningEffort.level() == null) {
      // As much as the model likes.
      return -1;
    }
    return Math.min(reasoningEffort.tokens(maxTokens == null ? max : maxTokens), max);
  }

  private static String level(String word, boolean pro) {
    return switch (word) {
      case "none", "minimal" -> pro ? "LOW" : "MINIMAL";
      case "low" -> "LOW";
      case "medium" -> "MEDIUM";
      default -> "HIGH";
    };
  }
}
