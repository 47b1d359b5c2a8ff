package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A few facts of the process, under the names that Prometheus' dashboards expect. Without the
 * management beans, which would cost start-up time.
 */
final class ProcessGauges {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private ProcessGauges() {}

  static void register(PrometheusRegistry registry, InstantSource clock, LongSupplier nanoClock) {
    ProcessHandle process = ProcessHandle.current();
    Instant start = process.info().startInstant().orElseGet(clock::instant);
    // The wall clock may be set back; how long the process has run is counted by one that is not.
    double alreadyUp = Math.max(0, Duration.between(start, clock.instant()).toMillis() / MILLIS);
    long since = nanoClock.getAsLong();
    GaugeWithCallback.builder()
        .name("process_start_time_seconds")
        .help("When the process started, in seconds since 1970.")
        .callback(gauge -> gauge.call(start.toEpochMilli() / MILLIS))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_uptime_seconds")
        .help("Time since the process started.")
        .callback(gauge -> gauge.call(alreadyUp + (nanoClock.getAsLong() - since) / NANOS))
        .register(registry);
    CounterWithCallback.builder()
        .name("process_cpu_seconds_total")
        .help("CPU time that the process has used.")
        .callback(
            counter ->
                counter.call(
                    process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / MILLIS))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_open_fds")
        .help("File descriptors that the process has open.")
        .callback(gauge -> FileDescriptors.open().ifPresent(gauge::call))
        .register(registry);
    GaugeWithCallback.builder()
        .name("process_max_fds")
        .help("Most file descriptors that the process may have open (ulimit -n).")
        .callback(gauge -> FileDescriptors.max().ifPresent(gauge::call))
        .register(registry);
    Runtime runtime = Runtime.getRuntime();
    GaugeWithCallback.builder()
        .name("jvm_memory_used_bytes")
        .help("Memory of the Java heap in use, garbage included.")
        .labelNames("area")
        .callback(
            gauge -> gauge.call((double) (runtime.totalMemory() - runtime.freeMemory()), "heap"))
        .register(registry);
    GaugeWithCallback.builder()
        .name("jvm_memory_max_bytes")
        .help("Most memory that the Java heap may take.")
        .labelNames("area")
        .callback(gauge -> gauge.call((double) runtime.maxMemory(), "heap"))
        .register(registry);
  }
}
