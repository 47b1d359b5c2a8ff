package dev.modelrouter.telemetry;

import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the metrics of the process itself come from.
 *
 * @param version of the gateway
 * @param nanoClock nanoseconds of a clock that never goes back
 * @param collections of the garbage collector
 * @param certificateExpiry when the TLS certificate in use expires, or null without TLS
 * @param redis round trips to Redis, or null where none is configured
 */
public record RuntimeSources(
    String version,
    LongSupplier nanoClock,
    GarbageCollection collections,
    @Nullable Supplier<Instant> certificateExpiry,
    @Nullable RoundTrips redis) {

  /**
   * Round trips to a store.
   *
   * @param count so many so far
   * @param nanos time that they took together, in nanoseconds
   */
  public record RoundTrips(LongSupplier count, LongSupplier nanos) {}
}
