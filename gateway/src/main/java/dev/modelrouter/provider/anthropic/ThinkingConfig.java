package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ToolChoice;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long the model is to think, in the form it takes: a number of tokens for the older, a level
 * for the newer. Anthropic refuses thinking together with a tool that must be called, with an
 * answer that is begun already, and, given in tokens, behind calls whose own thought is missing:
 * then it is given up by name.
 *
 * @param adaptive whether the model judges by itself
 * @param budget most tokens of thought, below {@code maxTokens}; 0 for none
 * @param level one of Anthropic's, or null
 * @param maxTokens most tokens of the answer with its thoughts
 */
record ThinkingConfig(boolean adaptive, int budget, @Nullable String level, int maxTokens) {
  /** The least that Anthropic takes. */
  private static final int MIN = 1_024;

  private static final String EFFORT = "reasoning_effort";

  /** What this request comes to. */
  static ThinkingConfig of(
      ChatRequest request,
      ModelCapabilities traits,
      List<AnthropicTurn> anthropicTurns,
      Set<String> dropped) {
    Integer limit = request.sampling().maxTokens();
    int max = limit == null ? traits.usualTokens() : limit;
    ThinkingConfig none = new ThinkingConfig(false, 0, null, max);
    ReasoningEffort reasoningEffort = request.reasoningEffort();
    if (reasoningEffort == null) {
      return none;
    }
    if (reasoningEffort.isNone()) {
      if (traits.reasonsByDefault()) {
        dropped.add(EFFORT);
        return new ThinkingConfig(false, 0, "low", max);
      }
      return none;
    }
    boolean byLevel =
        traits.takesLevel() && !(traits.takesBudget() && reasoningEffort.budget() != null);
    if (isRefused(request, anthropicTurns) || (!byLevel && lacksReasoning(anthropicTurns))) {
      dropped.add(EFFORT);
      return none;
    }
    if (byLevel) {
      boolean open = reasoningEffort.level() == null && reasoningEffort.budget() == null;
      return new ThinkingConfig(
          true, 0, open ? null : level(reasoningEffort, traits, dropped), max);
    }
    int budget = reasoningEffort.tokens(max);
    if (limit == null) {
      return new ThinkingConfig(false, budget, null, budget < max ? max : budget + max);
    }
    if (max <= MIN) {
      dropped.add(EFFORT);
      return none;
    }
    return new ThinkingConfig(false, Math.min(budget, max - 1), null, max);
  }

  private static @Nullable String level(
      ReasoningEffort reasoningEffort, ModelCapabilities traits, Set<String> dropped) {
    return switch (reasoningEffort.wireName()) {
      case "minimal", "low" -> "low";
      case "medium" -> "medium";
      case "high" -> "high";
      case "xhigh" -> traits.takesHighestLevels() ? "xhigh" : "high";
      case "max" -> traits.takesHighestLevels() ? "max" : "high";
      default -> {
        dropped.add(EFFORT);
        yield null;
      }
    };
  }

  private static boolean isRefused(ChatRequest request, List<AnthropicTurn> anthropicTurns) {
    boolean forced =
        !request.tools().isEmpty()
            && (request.toolChoice() instanceof ToolChoice.Required
                || request.toolChoice() instanceof ToolChoice.Named);
    return forced || anthropicTurns.getLast().assistant();
  }

  /** Whether the model is to go on from calls without the thought that led to them. */
  private static boolean lacksReasoning(List<AnthropicTurn> anthropicTurns) {
    if (anthropicTurns.size() < 2
        || !(anthropicTurns.getLast().parts().getFirst() instanceof ContentPart.ToolResult)) {
      return false;
    }
    AnthropicTurn calling = anthropicTurns.get(anthropicTurns.size() - 2);
    return !(calling.parts().getFirst() instanceof ContentPart.Reasoning);
  }

  /** Whether the model is told to think. */
  boolean on() {
    return adaptive || budget > 0;
  }
}
