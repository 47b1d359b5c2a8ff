package dev.modelrouter.decision;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.AttemptTraceEntry;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.HeaderSafeText;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import dev.modelrouter.routing.TargetStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in a few words, for a header and a log line: {@code smart/weighted: groq/a
 * SERVER_ERROR, openai/b}. Before the colon stand the route and its strategy, or {@code order};
 * behind it what was passed over or failed, and why, and last who is asked.
 */
public final class DecisionSummary {
  private static final int LONGEST = 256;

  private DecisionSummary() {}

  /**
   * The words.
   *
   * @return null where there was nothing to decide and nothing went wrong
   */
  public static @Nullable String of(Exchange exchange) {
    RoutingTrace routingTrace = exchange.routingTrace();
    List<AttemptTraceEntry> attemptTraceEntries = exchange.traceEntries();
    boolean smooth =
        attemptTraceEntries.isEmpty()
            || (attemptTraceEntries.size() == 1 && answered(attemptTraceEntries.getFirst()));
    if (routingTrace == null && smooth) {
      return null;
    }
    Target target = exchange.target();
    boolean known = !attemptTraceEntries.isEmpty() || exchange.outcome() == null;
    List<Candidate> away =
        routingTrace == null ? List.of() : skipped(routingTrace, attemptTraceEntries, target);
    if (smooth && away.isEmpty() && target != null && target.deployment() != null && known) {
      return cut(target.deployment());
    }
    StringBuilder text = new StringBuilder(64);
    if (routingTrace == null) {
      text.append("order");
    } else {
      text.append(HeaderSafeText.visible(routingTrace.route().name().text()));
      text.append('/').append(routingTrace.route().strategy().wireName());
    }
    String separator = ": ";
    boolean told = false;
    for (Candidate one : away) {
      text.append(separator).append(HeaderSafeText.visible(one.target().provider()));
      text.append('/').append(HeaderSafeText.visible(one.status().model()));
      text.append(' ').append(why(one.status()).label());
      separator = ", ";
    }
    for (AttemptTraceEntry attemptTraceEntry : attemptTraceEntries) {
      text.append(separator).append(HeaderSafeText.visible(attemptTraceEntry.provider()));
      text.append('/').append(HeaderSafeText.visible(attemptTraceEntry.model()));
      if (answered(attemptTraceEntry)) {
        told = true;
      } else {
        text.append(' ').append(attemptTraceEntry.outcome());
      }
      separator = ", ";
    }
    if (!told && exchange.outcome() == null && target != null) {
      text.append(separator).append(HeaderSafeText.visible(target.name()));
    }
    return cut(text.toString());
  }

  /**
   * Targets that would have been asked before the one that was, but for an open circuit or a spent
   * rate; nearly always none.
   */
  private static List<Candidate> skipped(
      RoutingTrace routingTrace,
      List<AttemptTraceEntry> attemptTraceEntries,
      @Nullable Target asked) {
    List<Candidate> away = List.of();
    List<Candidate> all = routingTrace.candidates();
    for (int i = 0; i < all.size(); i++) {
      Candidate one = all.get(i);
      if (one.in()
          && !one.status().well()
          && isBefore(one, all, asked)
          && !isMentioned(one, attemptTraceEntries)) {
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

  private static boolean isMentioned(Candidate one, List<AttemptTraceEntry> attemptTraceEntries) {
    for (int i = 0; i < attemptTraceEntries.size(); i++) {
      if (is(one, attemptTraceEntries.get(i).provider(), attemptTraceEntries.get(i).model())) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(Candidate one, String provider, String model) {
    return one.target().provider().equals(provider) && one.status().model().equals(model);
  }

  private static ErrorCode why(TargetStatus status) {
    return status.away() ? ErrorCode.PROVIDER_UNAVAILABLE : ErrorCode.RATE_LIMIT;
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  private static boolean answered(AttemptTraceEntry attemptTraceEntry) {
    return attemptTraceEntry.outcome().equals(AttemptTraceEntry.ANSWERED);
  }
}
