package dev.modelrouter.dispatch;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of each target of an exchange, in order. Bounded: the first {@value #MAX} count. */
final class AttemptTrace {
  private static final int MAX = 64;
  private static final int MAX_MESSAGE_CHARS = 300;
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<AttemptTraceEntry> steps = new ArrayList<>(2);
  private final List<AttemptTraceEntry> seen = Collections.unmodifiableList(steps);

  /** What became of them so far; what becomes of them later will be seen in it too. */
  List<AttemptTraceEntry> entries() {
    return seen;
  }

  /** A target was passed over without being asked. */
  void recordSkipped(
      Target target, GatewayError why, @Nullable OpenCircuit circuit, long sinceBegin) {
    add(
        new AttemptTraceEntry(
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
  void recordAttempt(Target target, AttemptOutcome outcome, long sinceBegin, long nanos) {
    switch (outcome) {
      case AttemptOutcome.Completed ignored ->
          recordAttempt(target, AttemptTraceEntry.ANSWERED, sinceBegin, nanos);
      case AttemptOutcome.Cancelled ignored ->
          recordAttempt(target, AttemptTraceEntry.CANCELLED, sinceBegin, nanos);
      case AttemptOutcome.FailedBeforeCommit failed ->
          recordFailure(target, failed.error(), sinceBegin, nanos);
      case AttemptOutcome.FailedMidStream failed ->
          recordFailure(target, failed.error(), sinceBegin, nanos);
    }
  }

  private void recordAttempt(Target target, String outcome, long sinceBegin, long nanos) {
    add(
        new AttemptTraceEntry(
            target.id(),
            target.model(),
            true,
            millis(sinceBegin - nanos),
            millis(nanos),
            outcome,
            null,
            null));
  }

  private void recordFailure(Target target, GatewayError error, long sinceBegin, long nanos) {
    add(
        new AttemptTraceEntry(
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
    return message.length() > MAX_MESSAGE_CHARS
        ? message.substring(0, MAX_MESSAGE_CHARS) + "…"
        : message;
  }

  private void add(AttemptTraceEntry attemptTraceEntry) {
    if (steps.size() < MAX) {
      steps.add(attemptTraceEntry);
    }
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 1_000) / 1_000.0;
  }
}
