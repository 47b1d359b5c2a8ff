package dev.modelrouter.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.concurrent.ConcurrentHashMap;

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

  private record Model(String provider, String name) {}

  private final MetricFamilies families;
  private final ConcurrentHashMap<Model, Series> all = new ConcurrentHashMap<>();

  ModelSeries(MetricFamilies families) {
    this.families = families;
  }

  /** The series of a model. */
  Series of(String provider, String name) {
    Model model = new Model(provider, name);
    Series known = all.get(model);
    if (known != null) {
      return known;
    }
    boolean own = all.size() < MAX_MODELS && name.length() <= LONGEST_NAME;
    return all.computeIfAbsent(own ? model : new Model(provider, OTHER), this::series);
  }

  private Series series(Model model) {
    return new Series(
        families.modelAttempts.labelValues(model.provider(), model.name(), "success"),
        families.modelAttempts.labelValues(model.provider(), model.name(), "failure"),
        families.modelTokens.labelValues(model.provider(), model.name(), "prompt"),
        families.modelTokens.labelValues(model.provider(), model.name(), "completion"));
  }
}
