package dev.modelrouter.decision;

import dev.modelrouter.decision.DecisionRecord.Considered;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.Choice;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.OwnWish;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.Standing;
import dev.modelrouter.routing.Target;
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
final class DecisionSlot {
  private static final int NUMBERS = 6;
  private static final int WORDS = 3;
  private static final int AWAY = 1;
  private static final int SPENT = 2;

  private @Nullable String requestId;
  private long atMillis;
  private String operation = "";
  private boolean stream;
  private @Nullable Route route;
  private final AskedSlot asked = new AskedSlot();
  private long seed;
  private List<Target> targets = List.of();
  private OwnWish own = OwnWish.NONE;
  private final StepsSlot steps = new StepsSlot();
  private final OutcomeSlot outcome = new OutcomeSlot();
  private int candidates;
  private long[] numbers = new long[0];
  private @Nullable String[] words = new @Nullable String[0];
  private @Nullable OpenCircuit[] circuits = new @Nullable OpenCircuit[0];
  private List<String> notes = List.of();

  /** Takes what is to be known of an exchange as it is now. */
  synchronized DecisionSlot fill(Exchange exchange, long nowMillis) {
    requestId = exchange.id();
    atMillis = nowMillis;
    operation = exchange.request().operation().wireName();
    stream = exchange.request().stream();
    own = exchange.own();
    steps.fill(exchange);
    outcome.fill(exchange);
    notes = exchange.notes();
    Choice choice = exchange.choice();
    if (choice == null) {
      route = null;
      targets = exchange.targets();
    } else {
      route = choice.route();
      asked.fill(choice.request(), route);
      seed = choice.seed();
      targets = List.of();
      fill(choice.candidates());
    }
    return this;
  }

  private void fill(List<Candidate> all) {
    candidates = all.size();
    if (numbers.length < candidates * NUMBERS) {
      numbers = new long[candidates * NUMBERS];
      words = new @Nullable String[candidates * WORDS];
      circuits = new @Nullable OpenCircuit[candidates];
    }
    for (int i = 0; i < candidates; i++) {
      Candidate one = all.get(i);
      Standing standing = one.standing();
      int number = i * NUMBERS;
      long flags = (standing.away() ? AWAY : 0) | (standing.spent() ? SPENT : 0);
      numbers[number] = (long) one.place() << 2 | flags;
      numbers[number + 1] = Double.doubleToRawLongBits(one.score());
      numbers[number + 2] = standing.inFlight();
      numbers[number + 3] = Double.doubleToRawLongBits(standing.firstTextMillis());
      numbers[number + 4] = Double.doubleToRawLongBits(standing.tokensPerSecond());
      numbers[number + 5] = standing.costNanoUsd();
      words[i * WORDS] = one.out();
      words[i * WORDS + 1] = standing.model();
      words[i * WORDS + 2] = standing.barred();
      circuits[i] = standing.circuit();
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
        decided == null ? null : decided.strategy().word(),
        decided == null ? null : decided.hash(),
        decided == null ? null : Long.toString(seed),
        decided == null ? null : asked.asked(),
        decided == null ? DecisionRecord.listed(targets) : considered(decided),
        own.added().stream().map(Target::name).toList(),
        own.refused(),
        steps.steps(),
        List.copyOf(notes),
        outcome.outcome());
  }

  private List<Considered> considered(Route decided) {
    List<Considered> all = new ArrayList<>(candidates);
    for (int i = 0; i < candidates; i++) {
      int number = i * NUMBERS;
      int place = (int) (numbers[number] >> 2);
      String out = words[i * WORDS];
      String model = words[i * WORDS + 1];
      Standing standing =
          new Standing(
              model == null ? "" : model,
              words[i * WORDS + 2],
              (numbers[number] & AWAY) != 0,
              (numbers[number] & SPENT) != 0,
              (int) numbers[number + 2],
              Double.longBitsToDouble(numbers[number + 3]),
              Double.longBitsToDouble(numbers[number + 4]),
              numbers[number + 5],
              circuits[i]);
      double score = Double.longBitsToDouble(numbers[number + 1]);
      String target = decided.targets().get(place).name();
      all.add(new Considered(place, target, out == null, out, score, standing));
    }
    return all;
  }
}
