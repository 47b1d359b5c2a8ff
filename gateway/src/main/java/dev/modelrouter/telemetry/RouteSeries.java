package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The series of one route. Those of its methods and statuses come into being when first seen. */
final class RouteSeries {
  private static final int MIN_STATUS = 100;
  private static final int STATUSES = 500;
  private static final String[] METHODS = {
    "POST", "GET", "OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "OTHER"
  };

  private final String route;
  private final Counter requests;
  private final DistributionDataPoint latency;
  private final CounterDataPoint cancelled;
  private final AtomicReferenceArray<@Nullable CounterDataPoint> answered =
      new AtomicReferenceArray<>(METHODS.length * STATUSES);

  RouteSeries(MetricFamilies families, String route) {
    this.route = route;
    this.requests = families.requests;
    this.latency = families.latency.labelValues(route);
    this.cancelled = families.cancelled.labelValues(route);
  }

  void expect(String method) {
    var _ = answered(method, 200);
  }

  void finished(String method, int status, double seconds) {
    answered(method, status).inc();
    latency.observe(seconds);
  }

  void cancelled() {
    cancelled.inc();
  }

  private CounterDataPoint answered(String method, int status) {
    int row = row(method);
    // A status outside of HTTP's range must not end a request; it is shown as the nearest one.
    int column = Math.clamp(status - MIN_STATUS, 0, STATUSES - 1);
    int index = row * STATUSES + column;
    CounterDataPoint known = answered.getAcquire(index);
    if (known != null) {
      return known;
    }
    // The family gives every thread the same object for the same labels.
    CounterDataPoint added =
        requests.labelValues(route, METHODS[row], Integer.toString(column + MIN_STATUS));
    answered.setRelease(index, added);
    return added;
  }

  private static int row(String method) {
    return switch (method) {
      case "POST" -> 0;
      case "GET" -> 1;
      case "OPTIONS" -> 2;
      case "HEAD" -> 3;
      case "PUT" -> 4;
      case "DELETE" -> 5;
      case "PATCH" -> 6;
      default -> 7;
    };
  }
}
