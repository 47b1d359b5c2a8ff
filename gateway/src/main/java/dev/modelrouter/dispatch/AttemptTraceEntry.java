package dev.modelrouter.dispatch;

import dev.modelrouter.routing.OpenCircuit;
import org.jspecify.annotations.Nullable;

/**
 * One thing that became of a target in an exchange, in order.
 *
 * @param provider who
 * @param model its name for the model
 * @param asked whether it was asked; if not, its breaker, its rate or its line stood in the way
 * @param millis since the exchange began, when it was asked or passed over
 * @param tookMillis how long it was asked; 0 if it was not
 * @param outcome {@code answered}, {@code cancelled}, or the error's label
 * @param message what the error said, or null
 * @param circuit the open circuit that stood in the way, or null
 */
public record AttemptTraceEntry(
    String provider,
    String model,
    boolean asked,
    double millis,
    double tookMillis,
    String outcome,
    @Nullable String message,
    @Nullable OpenCircuit circuit) {
  /** The outcome of who gave the whole answer. */
  public static final String ANSWERED = "answered";

  /** The outcome of who was given up for reasons that are not its own. */
  public static final String CANCELLED = "cancelled";
}
