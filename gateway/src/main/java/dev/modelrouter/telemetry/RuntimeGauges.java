package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;

/** Facts of the process and its runtime that are asked for when the metrics are read. */
final class RuntimeGauges {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;
  private static final long KIBIBYTE = 1024;

  /** Linux: proc(5). A read of it is answered by the kernel from memory. */
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final String RESIDENT = "VmRSS:";

  private RuntimeGauges() {}

  static void register(PrometheusRegistry registry, RuntimeSources sources) {
    GaugeWithCallback.builder()
        .name("modelrouter_build_info")
        .help("The version that runs, and the Java that it runs on; always 1.")
        .labelNames("version", "java")
        .callback(gauge -> gauge.call(1, sources.version(), Runtime.version().toString()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_resident_memory_bytes")
        .help("Memory of the process that is in RAM; absent where the system does not say.")
        .callback(RuntimeGauges::resident)
        .register(registry);
    CounterWithCallback.builder()
        .name("jvm_gc_collections_total")
        .help("Runs of the garbage collector.")
        .labelNames("gc")
        .callback(
            counter ->
                sources
                    .collections()
                    .totals()
                    .forEach(total -> counter.call((double) total.times(), total.collector())))
        .register(registry);
    CounterWithCallback.builder()
        .name("jvm_gc_seconds_total")
        .help("Time that the garbage collector has run; of concurrent ones not all is pauses.")
        .labelNames("gc")
        .callback(
            counter ->
                sources
                    .collections()
                    .totals()
                    .forEach(total -> counter.call(total.seconds(), total.collector())))
        .register(registry);
    Supplier<Instant> expiry = sources.certificateExpiry();
    if (expiry != null) {
      GaugeWithCallback.builder()
          .name("modelrouter_tls_certificate_expiry_timestamp_seconds")
          .help("When the TLS certificate in use expires, in seconds since 1970.")
          .callback(gauge -> gauge.call(expiry.get().toEpochMilli() / MILLIS))
          .register(registry);
    }
    RuntimeSources.RoundTrips redis = sources.redis();
    if (redis != null) {
      CounterWithCallback.builder()
          .name("modelrouter_state_redis_commands_total")
          .help("Commands to Redis that were answered, or that ran into their time limit.")
          .callback(counter -> counter.call((double) redis.count().getAsLong()))
          .register(registry);
      CounterWithCallback.builder()
          .name("modelrouter_state_redis_seconds_total")
          .help("Time that these commands took together.")
          .callback(counter -> counter.call(redis.nanos().getAsLong() / NANOS))
          .register(registry);
    }
  }

  private static void resident(GaugeWithCallback.Callback gauge) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          String number = line.substring(RESIDENT.length()).replace("kB", "").strip();
          gauge.call((double) (Long.parseLong(number) * KIBIBYTE));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Another system than Linux: there is no such series then.
    }
  }
}
