package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Effort;
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
record Thinking(boolean adaptive, int budget, @Nullable String level, int maxTokens) {
  /** The least that Anthropic takes. */
  private static final int LEAST = 1_024;

  private static final String EFFORT = "reasoning_effort";

  /** What this request comes to. */
  static Thinking of(
      ChatRequest request, ModelTraits traits, List<Turn> turns, Set<String> dropped) {
    Integer limit = request.sampling().maxTokens();
    int most = limit == null ? traits.usualTokens() : limit;
    Thinking none = new Thinking(false, 0, null, most);
    Effort effort = request.effort();
    if (effort == null) {
      return none;
    }
    if (effort.isNone()) {
      if (traits.thinksUnasked()) {
        dropped.add(EFFORT);
        return new Thinking(false, 0, "low", most);
      }
      return none;
    }
    boolean byLevel = traits.takesLevel() && !(traits.takesBudget() && effort.budget() != null);
    if (isRefused(request, turns) || (!byLevel && lacksThought(turns))) {
      dropped.add(EFFORT);
      return none;
    }
    if (byLevel) {
      boolean open = effort.level() == null && effort.budget() == null;
      return new Thinking(true, 0, open ? null : level(effort, traits, dropped), most);
    }
    int budget = effort.tokens(most);
    if (limit == null) {
      return new Thinking(false, budget, null, budget < most ? most : budget + most);
    }
    if (most <= LEAST) {
      dropped.add(EFFORT);
      return none;
    }
    return new Thinking(false, Math.min(budget, most - 1), null, most);
  }

  private static @Nullable String level(Effort effort, ModelTraits traits, Set<String> dropped) {
    return switch (effort.word()) {
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

  private static boolean isRefused(ChatRequest request, List<Turn> turns) {
    boolean forced =
        !request.tools().isEmpty()
            && (request.toolChoice() instanceof ToolChoice.Required
                || request.toolChoice() instanceof ToolChoice.Named);
    return forced || turns.getLast().assistant();
  }

  /** Whether the model is to go on from calls without the thought that led to them. */
  private static boolean lacksThought(List<Turn> turns) {
    if (turns.size() < 2
        || !(turns.getLast().parts().getFirst() instanceof ContentPart.ToolResult)) {
      return false;
    }
    Turn calling = turns.get(turns.size() - 2);
    return !(calling.parts().getFirst() instanceof ContentPart.Reasoning);
  }

  /** Whether the model is told to think. */
  boolean on() {
    return adaptive || budget > 0;
  }
}
