package dev.modelrouter.decision;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.Step;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.Choice;
import dev.modelrouter.routing.Standing;
import dev.modelrouter.routing.Target;
import dev.modelrouter.routing.Words;
import java.util.ArrayList;
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
    List<Candidate> away = choice == null ? List.of() : passedOver(choice, steps, target);
    if (smooth && away.isEmpty() && target != null && target.way() != null && known) {
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
    for (Candidate one : away) {
      text.append(separator).append(Words.visible(one.target().provider()));
      text.append('/').append(Words.visible(one.standing().model()));
      text.append(' ').append(why(one.standing()).label());
      separator = ", ";
    }
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

  /**
   * Targets that would have been asked before the one that was, but for an open circuit or a spent
   * rate; nearly always none.
   */
  private static List<Candidate> passedOver(
      Choice choice, List<Step> steps, @Nullable Target asked) {
    List<Candidate> away = List.of();
    List<Candidate> all = choice.candidates();
    for (int i = 0; i < all.size(); i++) {
      Candidate one = all.get(i);
      if (one.in() && !one.standing().well() && isBefore(one, all, asked) && !isTold(one, steps)) {
        if (away.isEmpty()) {
          away = new ArrayList<>(1);
        }
        away.add(one);
      }
    }
    return away;
  }

  /** Whether the strategy would have asked this one before the one that was asked. */
  private static boolean isBefore(Candidate one, List<Candidate> all, @Nullable Target asked) {
    for (int i = 0; i < all.size(); i++) {
      Candidate other = all.get(i);
      if (asked != null && is(other, asked.id(), asked.model())) {
        return one.score() < other.score();
      }
    }
    return true;
  }

  private static boolean isTold(Candidate one, List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (is(one, steps.get(i).provider(), steps.get(i).model())) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(Candidate one, String provider, String model) {
    return one.target().provider().equals(provider) && one.standing().model().equals(model);
  }

  private static ErrorCode why(Standing standing) {
    return standing.away() ? ErrorCode.PROVIDER_UNAVAILABLE : ErrorCode.RATE_LIMIT;
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  private static boolean answered(Step step) {
    return step.outcome().equals(Step.ANSWERED);
  }
}
