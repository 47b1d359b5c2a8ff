package dev.modelrouter.routing;

import dev.modelrouter.policy.OpenCause;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An open circuit as it is told to people.
 *
 * @param since when it opened, or null where this node does not know
 * @param until when a probe is allowed
 * @param after label of the error after which it opened, or null where this node does not know
 */
public record OpenCircuit(@Nullable Instant since, Instant until, @Nullable String after) {

  /** A circuit that is open at this instant. */
  public static OpenCircuit at(Instant now, Duration remaining, @Nullable OpenCause cause) {
    return new OpenCircuit(
        cause == null ? null : now.minus(cause.openFor()),
        now.plus(remaining),
        cause == null ? null : cause.reason());
  }
}
