package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.LongSupplier;

/** Memory budgets and the memory outside the heap. */
final class MemoryGauges {
  private MemoryGauges() {}

  static void register(
      PrometheusRegistry registry, List<MemoryUse> budgets, LongSupplier direct, long maxDirect) {
    GaugeWithCallback.builder()
        .name("modelrouter_memory_used_bytes")
        .help("Bytes that are reserved of a memory budget now.")
        .labelNames("budget")
        .callback(
            gauge ->
                budgets.forEach(use -> gauge.call((double) use.used().getAsLong(), use.name())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("modelrouter_memory_limit_bytes")
        .help("Most bytes of a memory budget.")
        .labelNames("budget")
        .callback(gauge -> budgets.forEach(use -> gauge.call((double) use.limit(), use.name())))
        .register(registry);
    CounterWithCallback.builder()
        .name("modelrouter_memory_rejections_total")
        .help("Requests, answers and streams that a memory budget had no room for.")
        .labelNames("budget")
        .callback(
            counter ->
                budgets.forEach(
                    use -> counter.call((double) use.rejections().getAsLong(), use.name())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("jvm_buffer_pool_used_bytes")
        .help("Memory outside the heap that buffers of sockets take.")
        .labelNames("pool")
        .callback(gauge -> gauge.call((double) direct.getAsLong(), "direct"))
        .register(registry);
    GaugeWithCallback.builder()
        .name("jvm_buffer_pool_max_bytes")
        .help("Most memory outside the heap that buffers of sockets may take.")
        .labelNames("pool")
        .callback(gauge -> gauge.call((double) maxDirect, "direct"))
        .register(registry);
  }
}
