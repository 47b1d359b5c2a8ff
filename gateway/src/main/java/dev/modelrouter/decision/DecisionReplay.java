package dev.modelrouter.decision;

import dev.modelrouter.chat.Operation;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.Capability;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.RoutingInput;
import dev.modelrouter.routing.TargetSelector;
import dev.modelrouter.routing.TargetStatus;
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
public record DecisionReplay(boolean same, String text) {

  /**
   * Chooses again.
   *
   * @param route the route of that name as it is now, or null if there is none
   */
  public static DecisionReplay of(DecisionRecord record, @Nullable Route route) {
    DecisionRecord.Inputs inputs = record.asked();
    String seed = record.seed();
    if (record.route() == null || inputs == null || seed == null) {
      return new DecisionReplay(
          true, "no route decided: the targets are those in order, or the one that was named");
    }
    if (route == null) {
      return new DecisionReplay(false, "there is no route '" + record.route() + "' any more");
    }
    if (!route.hash().equals(record.policy())) {
      return new DecisionReplay(
          false,
          "the route '"
              + record.route()
              + "' is another one now: its policy was "
              + record.policy()
              + " and is "
              + route.hash());
    }
    List<String> before = record.candidates().stream().map(DecisionReplay::line).toList();
    List<String> again =
        TargetSelector.choose(
                route, features(record, inputs), statuses(record), Long.parseLong(seed))
            .stream()
            .map(DecisionReplay::line)
            .toList();
    return before.equals(again)
        ? new DecisionReplay(true, "the same choice: " + String.join(", ", again))
        : new DecisionReplay(
            false,
            "another choice: "
                + String.join(", ", again)
                + "; the record says: "
                + String.join(", ", before));
  }

  private static String line(DecisionRecord.CandidateRecord one) {
    return one.target() + (one.in() ? "" : " (" + one.why() + ")");
  }

  private static String line(Candidate one) {
    return one.target().name() + (one.in() ? "" : " (" + one.out() + ")");
  }

  private static RoutingInput features(DecisionRecord record, DecisionRecord.Inputs inputs) {
    Set<Capability> capabilities =
        inputs.needs().stream()
            .map(word -> Capability.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    return new RoutingInput(
        Operation.of(record.operation()),
        inputs.model(),
        inputs.caller(),
        inputs.headers(),
        inputs.inputTokens(),
        inputs.outputTokens(),
        capabilities,
        Long.parseLong(inputs.affinity()));
  }

  /** In the route's own order. */
  private static List<TargetStatus> statuses(DecisionRecord record) {
    List<TargetStatus> all = new ArrayList<>();
    for (int place = 0; place < record.candidates().size(); place++) {
      int wanted = place;
      all.add(
          record.candidates().stream()
              .filter(one -> one.place() == wanted)
              .map(DecisionRecord.CandidateRecord::standing)
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("the record lacks candidate " + wanted)));
    }
    return all;
  }
}
