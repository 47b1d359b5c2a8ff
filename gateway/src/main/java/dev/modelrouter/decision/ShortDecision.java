package dev.modelrouter.decision;

import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.Step;
import dev.modelrouter.routing.Choice;
import dev.modelrouter.routing.Target;
import dev.modelrouter.routing.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in a few words, for a header and a log line: {@code smart/weighted: groq/a
 * SERVER_ERROR, openai/b}. Before the colon stand the route and its strategy, or {@code order};
 * behind it what was passed over or failed, and why, and last who is asked.
 */
public final class ShortDecision {
  private static final int LONGEST = 256;

  private ShortDecision() {}

  /**
   * The words.
   *
   * @return null where there was nothing to decide and nothing went wrong
   */
  public static @Nullable String of(Exchange exchange) {
    Choice choice = exchange.choice();
    List<Step> steps = exchange.steps();
    boolean smooth = steps.isEmpty() || (steps.size() == 1 && answered(steps.getFirst()));
    if (choice == null && smooth) {
      return null;
    }
    Target target = exchange.target();
    boolean known = !steps.isEmpty() || exchange.outcome() == null;
    if (smooth && target != null && target.way() != null && known) {
      return cut(target.way());
    }
    StringBuilder text = new StringBuilder(64);
    if (choice == null) {
      text.append("order");
    } else {
      text.append(Words.visible(choice.route().name().text()));
      text.append('/').append(choice.route().strategy().word());
    }
    String separator = ": ";
    boolean told = false;
    for (Step step : steps) {
      text.append(separator).append(Words.visible(step.provider()));
      text.append('/').append(Words.visible(step.model()));
      if (answered(step)) {
        told = true;
      } else {
        text.append(' ').append(step.outcome());
      }
      separator = ", ";
    }
    if (!told && exchange.outcome() == null && target != null) {
      text.append(separator).append(Words.visible(target.name()));
    }
    return cut(text.toString());
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  private static boolean answered(Step step) {
    return step.outcome().equals(Step.ANSWERED);
  }
}
