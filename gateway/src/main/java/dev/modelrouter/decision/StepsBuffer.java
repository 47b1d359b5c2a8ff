package dev.modelrouter.decision;

import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.Step;
import dev.modelrouter.routing.OpenCircuit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place for the steps of one exchange: nearly always a single one, whose parts lie here. */
final class StepsBuffer {
  private @Nullable String provider;
  private String model = "";
  private boolean attempted;
  private double millis;
  private double tookMillis;
  private String outcome = "";
  private @Nullable String message;
  private @Nullable OpenCircuit circuit;
  private List<Step> several = List.of();

  void fill(Exchange exchange) {
    List<Step> steps = exchange.steps();
    if (steps.size() != 1) {
      provider = null;
      several = List.copyOf(steps);
      return;
    }
    Step only = steps.getFirst();
    provider = only.provider();
    model = only.model();
    attempted = only.asked();
    millis = only.millis();
    tookMillis = only.tookMillis();
    outcome = only.outcome();
    message = only.message();
    circuit = only.circuit();
    several = List.of();
  }

  List<Step> steps() {
    String only = provider;
    return only == null
        ? several
        : List.of(new Step(only, model, attempted, millis, tookMillis, outcome, message, circuit));
  }
}
