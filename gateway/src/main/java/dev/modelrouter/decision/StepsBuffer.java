package dev.modelrouter.decision;

import dev.modelrouter.dispatch.AttemptTraceEntry;
import dev.modelrouter.dispatch.Exchange;
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
  private List<AttemptTraceEntry> several = List.of();

  void fill(Exchange exchange) {
    List<AttemptTraceEntry> attemptTraceEntries = exchange.traceEntries();
    if (attemptTraceEntries.size() != 1) {
      provider = null;
      several = List.copyOf(attemptTraceEntries);
      return;
    }
    AttemptTraceEntry only = attemptTraceEntries.getFirst();
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

  List<AttemptTraceEntry> steps() {
    String only = provider;
    return only == null
        ? several
        : List.of(
            new AttemptTraceEntry(
                only, model, attempted, millis, tookMillis, outcome, message, circuit));
  }
}
