package dev.modelrouter.telemetry;

import dev.modelrouter.chat.ErrorCode;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.ConcurrentHashMap;

/** The series of one provider, all at 0 from the start. */
final class ProviderSeries {
  private final String provider;
  private final Counter failures;
  private final ConcurrentHashMap<String, CounterDataPoint> failed = new ConcurrentHashMap<>();
  private final CounterDataPoint successes;
  private final DistributionDataPoint tokens;
  private final DistributionDataPoint firstToken;
  private final CounterDataPoint skippedEvents;

  ProviderSeries(MetricFamilies families, String provider) {
    this.provider = provider;
    this.failures = families.failures;
    this.successes = families.successes.labelValues(provider);
    this.tokens = families.tokens.labelValues(provider);
    this.firstToken = families.firstToken.labelValues(provider);
    this.skippedEvents = families.skippedEvents.labelValues(provider);
    for (ErrorCode code : ErrorCode.values()) {
      if (code.effect() == ErrorCode.FailureEffect.OPENS_CIRCUIT) {
        var _ = reason(code.label());
      }
    }
  }

  void failed(String reason) {
    reason(reason).inc();
  }

  void succeeded(long generated) {
    successes.inc();
    if (generated >= 0) {
      tokens.observe((double) generated);
    }
  }

  void firstToken(double seconds) {
    firstToken.observe(seconds);
  }

  void skippedEvent() {
    skippedEvents.inc();
  }

  private CounterDataPoint reason(String reason) {
    CounterDataPoint known = failed.get(reason);
    return known != null
        ? known
        : failed.computeIfAbsent(reason, name -> failures.labelValues(provider, name));
  }
}
