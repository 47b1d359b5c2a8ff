package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of each target of an exchange, in order. Bounded: the first {@value #MOST} count. */
final class Trail {
  private static final int MOST = 64;
  private static final int LONGEST = 300;
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Step> steps = new ArrayList<>(2);
  private final List<Step> seen = Collections.unmodifiableList(steps);

  /** What became of them so far; what becomes of them later will be seen in it too. */
  List<Step> steps() {
    return seen;
  }

  /** A target was passed over without being asked. */
  void passed(Target target, GatewayError why, @Nullable OpenCircuit circuit, long sinceBegin) {
    add(
        new Step(
            target.id(),
            target.model(),
            false,
            millis(sinceBegin),
            0,
            why.code().label(),
            cut(why.message()),
            circuit));
  }

  /** A target was asked and is done with. */
  void asked(Target target, AttemptOutcome outcome, long sinceBegin, long nanos) {
    switch (outcome) {
      case AttemptOutcome.Completed ignored -> asked(target, Step.ANSWERED, sinceBegin, nanos);
      case AttemptOutcome.Cancelled ignored -> asked(target, Step.CANCELLED, sinceBegin, nanos);
      case AttemptOutcome.FailedBeforeCommit failed ->
          failed(target, failed.error(), sinceBegin, nanos);
      case AttemptOutcome.FailedMidStream failed ->
          failed(target, failed.error(), sinceBegin, nanos);
    }
  }

  private void asked(Target target, String outcome, long sinceBegin, long nanos) {
    add(
        new Step(
            target.id(),
            target.model(),
            true,
            millis(sinceBegin - nanos),
            millis(nanos),
            outcome,
            null,
            null));
  }

  private void failed(Target target, GatewayError error, long sinceBegin, long nanos) {
    add(
        new Step(
            target.id(),
            target.model(),
            true,
            millis(sinceBegin - nanos),
            millis(nanos),
            error.code().label(),
            cut(error.message()),
            null));
  }

  /** Messages can be a provider's, and long. */
  private static String cut(String message) {
    return message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
  }

  private void add(Step step) {
    if (steps.size() < MOST) {
      steps.add(step);
    }
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 1_000) / 1_000.0;
  }
}
