package dev.modelrouter.decision;

import dev.modelrouter.chat.Operation;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.Chooser;
import dev.modelrouter.routing.Features;
import dev.modelrouter.routing.Need;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the choice of a record again, from what the record says was known then.
 *
 * @param same whether it comes out the same
 * @param text what there is to say, for people
 */
public record Verification(boolean same, String text) {

  /**
   * Chooses again.
   *
   * @param route the route of that name as it is now, or null if there is none
   */
  public static Verification of(DecisionRecord record, @Nullable Route route) {
    DecisionRecord.Asked asked = record.asked();
    String seed = record.seed();
    if (record.route() == null || asked == null || seed == null) {
      return new Verification(
          true, "no route decided: the targets are those in order, or the one that was named");
    }
    if (route == null) {
      return new Verification(false, "there is no route '" + record.route() + "' any more");
    }
    if (!route.hash().equals(record.policy())) {
      return new Verification(
          false,
          "the route '"
              + record.route()
              + "' is another one now: its policy was "
              + record.policy()
              + " and is "
              + route.hash());
    }
    List<String> before = record.candidates().stream().map(Verification::line).toList();
    List<String> again =
        Chooser.choose(route, features(record, asked), standings(record), Long.parseLong(seed))
            .stream()
            .map(Verification::line)
            .toList();
    return before.equals(again)
        ? new Verification(true, "the same choice: " + String.join(", ", again))
        : new Verification(
            false,
            "another choice: "
                + String.join(", ", again)
                + "; the record says: "
                + String.join(", ", before));
  }

  private static String line(DecisionRecord.Considered one) {
    return one.target() + (one.in() ? "" : " (" + one.why() + ")");
  }

  private static String line(Candidate one) {
    return one.target().name() + (one.in() ? "" : " (" + one.out() + ")");
  }

  private static Features features(DecisionRecord record, DecisionRecord.Asked asked) {
    Set<Need> needs =
        asked.needs().stream()
            .map(word -> Need.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    return new Features(
        Operation.of(record.operation()),
        asked.model(),
        asked.caller(),
        asked.headers(),
        asked.inputTokens(),
        asked.outputTokens(),
        needs,
        Long.parseLong(asked.affinity()));
  }

  /** In the route's own order. */
  private static List<Standing> standings(DecisionRecord record) {
    List<Standing> all = new ArrayList<>();
    for (int place = 0; place < record.candidates().size(); place++) {
      int wanted = place;
      all.add(
          record.candidates().stream()
              .filter(one -> one.place() == wanted)
              .map(DecisionRecord.Considered::standing)
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("the record lacks candidate " + wanted)));
    }
    return all;
  }
}
