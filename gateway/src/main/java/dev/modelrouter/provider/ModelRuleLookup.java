package dev.modelrouter.provider;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks up what is known of the requests that a provider's models accept. Safe for threads. */
@FunctionalInterface
public interface ModelRuleLookup {
  /** Callers may name any model. */
  int MAX_REMEMBERED = 1_024;

  /** The rules of the model with this name at the provider. */
  ModelRules rules(String model);

  /**
   * The rules of a provider's models, each looked up once.
   *
   * @param known what the catalogue of models and the operator say; it counts before what is known
   *     of the model's family
   */
  static ModelRuleLookup of(String provider, ModelRuleLookup known) {
    Map<String, ModelRules> remembered = new ConcurrentHashMap<>();
    return model -> {
      ModelRules rules = remembered.get(model);
      if (rules == null) {
        rules = known.rules(model).or(ModelFamilies.standard().rules(provider, model));
        if (remembered.size() < MAX_REMEMBERED) {
          remembered.put(model, rules);
        }
      }
      return rules;
    };
  }
}
