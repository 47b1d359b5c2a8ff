package dev.modelrouter.decision;

import dev.modelrouter.decision.DecisionRecord.CandidateRecord;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.routing.CallerFallbacks;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import dev.modelrouter.routing.TargetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place for what one {@link DecisionRecord} is made of, used again and again. Holds no body and
 * no text of anybody's.
 *
 * <p><b>Implementation notes.</b> Every request fills one and next to none is ever asked for, so
 * the record itself is made only then. What is known of the candidates lies in arrays that stay
 * with the place: if thousands of records of some twenty objects each were kept, every collection
 * of garbage would copy them, which cost more than all the rest of the decision. Guarded by its own
 * monitor.
 */
final class DecisionBuffer {
  private static final int NUMBERS = 6;
  private static final int REASON_COUNT = 3;
  private static final int CIRCUIT_OPEN = 1;
  private static final int RATE_LIMITED = 2;

  private @Nullable String requestId;
  private long atMillis;
  private String operation = "";
  private boolean stream;
  private @Nullable Route route;
  private final RoutingInputBuffer inputs = new RoutingInputBuffer();
  private long seed;
  private List<Target> targets = List.of();
  private CallerFallbacks callerFallbacks = CallerFallbacks.NONE;
  private final StepsBuffer steps = new StepsBuffer();
  private final OutcomeBuffer outcome = new OutcomeBuffer();
  private int candidates;
  private long[] numbers = new long[0];
  private @Nullable String[] reasons = new @Nullable String[0];
  private @Nullable OpenCircuit[] circuits = new @Nullable OpenCircuit[0];
  private List<String> notes = List.of();

  /** Takes what is to be known of an exchange as it is now. */
  synchronized DecisionBuffer fill(Exchange exchange, long nowMillis) {
    requestId = exchange.id();
    atMillis = nowMillis;
    operation = exchange.request().operation().wireName();
    stream = exchange.request().stream();
    callerFallbacks = exchange.callerFallbacks();
    steps.fill(exchange);
    outcome.fill(exchange);
    notes = exchange.notes();
    RoutingTrace routingTrace = exchange.routingTrace();
    if (routingTrace == null) {
      route = null;
      targets = exchange.targets();
    } else {
      route = routingTrace.route();
      inputs.fill(routingTrace.request(), route);
      seed = routingTrace.seed();
      targets = List.of();
      fill(routingTrace.candidates());
    }
    return this;
  }

  private void fill(List<Candidate> all) {
    candidates = all.size();
    if (numbers.length < candidates * NUMBERS) {
      numbers = new long[candidates * NUMBERS];
      reasons = new @Nullable String[candidates * REASON_COUNT];
      circuits = new @Nullable OpenCircuit[candidates];
    }
    for (int i = 0; i < candidates; i++) {
      Candidate one = all.get(i);
      TargetStatus status = one.status();
      int number = i * NUMBERS;
      long flags = (status.away() ? CIRCUIT_OPEN : 0) | (status.spent() ? RATE_LIMITED : 0);
      numbers[number] = (long) one.place() << 2 | flags;
      numbers[number + 1] = Double.doubleToRawLongBits(one.score());
      numbers[number + 2] = status.inFlight();
      numbers[number + 3] = Double.doubleToRawLongBits(status.firstTextMillis());
      numbers[number + 4] = Double.doubleToRawLongBits(status.tokensPerSecond());
      numbers[number + 5] = status.costNanoUsd();
      reasons[i * REASON_COUNT] = one.out();
      reasons[i * REASON_COUNT + 1] = status.model();
      reasons[i * REASON_COUNT + 2] = status.barred();
      circuits[i] = status.circuit();
    }
  }

  /** Whether it is that of this request. */
  synchronized boolean isOf(String id) {
    return id.equals(requestId);
  }

  /** The record; null if nothing was filled in. */
  synchronized @Nullable DecisionRecord record() {
    String id = requestId;
    Route decided = route;
    if (id == null) {
      return null;
    }
    return new DecisionRecord(
        id,
        Instant.ofEpochMilli(atMillis).toString(),
        operation,
        stream,
        decided == null ? null : decided.name().text(),
        decided == null ? null : decided.strategy().wireName(),
        decided == null ? null : decided.hash(),
        decided == null ? null : Long.toString(seed),
        decided == null ? null : inputs.inputs(),
        decided == null ? DecisionRecord.listed(targets) : considered(decided),
        callerFallbacks.added().stream().map(Target::name).toList(),
        callerFallbacks.refused(),
        steps.steps(),
        List.copyOf(notes),
        outcome.outcome());
  }

  private List<CandidateRecord> considered(Route decided) {
    List<CandidateRecord> all = new ArrayList<>(candidates);
    for (int i = 0; i < candidates; i++) {
      int number = i * NUMBERS;
      int place = (int) (numbers[number] >> 2);
      String out = reasons[i * REASON_COUNT];
      String model = reasons[i * REASON_COUNT + 1];
      TargetStatus status =
          new TargetStatus(
              model == null ? "" : model,
              reasons[i * REASON_COUNT + 2],
              (numbers[number] & CIRCUIT_OPEN) != 0,
              (numbers[number] & RATE_LIMITED) != 0,
              (int) numbers[number + 2],
              Double.longBitsToDouble(numbers[number + 3]),
              Double.longBitsToDouble(numbers[number + 4]),
              numbers[number + 5],
              circuits[i]);
      double score = Double.longBitsToDouble(numbers[number + 1]);
      String target = decided.targets().get(place).name();
      all.add(new CandidateRecord(place, target, out == null, out, score, status));
    }
    return all;
  }
}
