package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The series of models, by provider and model. Callers may name any model, so only the first {@link
 * #MAX_MODELS} have series of their own; all later ones share the model {@code other} of their
 * provider.
 */
final class ModelSeries {
  static final int MAX_MODELS = 200;
  private static final String OTHER = "other";
  private static final int LONGEST_NAME = 128;

  /** The series of one model. */
  record Series(
      CounterDataPoint succeeded,
      CounterDataPoint failed,
      CounterDataPoint prompt,
      CounterDataPoint completion) {}

  private final MetricFamilies families;
  private final AtomicInteger models = new AtomicInteger();
  private final ConcurrentHashMap<String, ConcurrentHashMap<String, Series>> all =
      new ConcurrentHashMap<>();

  ModelSeries(MetricFamilies families) {
    this.families = families;
  }

  /** The series of a model. */
  Series of(String provider, String model) {
    ConcurrentHashMap<String, Series> models = all.get(provider);
    Series known = models == null ? null : models.get(model);
    return known == null ? added(provider, model) : known;
  }

  private Series added(String provider, String model) {
    ConcurrentHashMap<String, Series> known =
        all.computeIfAbsent(provider, name -> new ConcurrentHashMap<>());
    boolean own = model.length() <= LONGEST_NAME && models.get() < MAX_MODELS;
    return known.computeIfAbsent(own ? model : OTHER, name -> series(provider, name, own));
  }

  private Series series(String provider, String model, boolean own) {
    if (own) {
      models.incrementAndGet();
    }
    return new Series(
        families.modelAttempts.labelValues(provider, model, "success"),
        families.modelAttempts.labelValues(provider, model, "failure"),
        families.modelTokens.labelValues(provider, model, "prompt"),
        families.modelTokens.labelValues(provider, model, "completion"));
  }
}
