package dev.modelrouter.decision;

import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.Step;
import dev.modelrouter.routing.Choice;
import dev.modelrouter.routing.Target;
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
    StringBuilder text = new StringBuilder(64);
    if (choice == null) {
      text.append("order");
    } else {
      visible(text, choice.route().name().text());
      text.append('/').append(choice.route().strategy().word());
    }
    String separator = ": ";
    boolean told = false;
    for (Step step : steps) {
      visible(text.append(separator), step.provider());
      visible(text.append('/'), step.model());
      if (answered(step)) {
        told = true;
      } else {
        text.append(' ').append(step.outcome());
      }
      separator = ", ";
    }
    Target target = exchange.target();
    if (!told && exchange.outcome() == null && target != null) {
      visible(text.append(separator), target.name());
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text.toString();
  }

  private static boolean answered(Step step) {
    return step.outcome().equals(Step.ANSWERED);
  }

  /** Adds a text that may be a caller's: what cannot stand in a header becomes a question mark. */
  private static void visible(StringBuilder text, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      text.append(c < ' ' || c > '~' ? '?' : c);
    }
  }
}
