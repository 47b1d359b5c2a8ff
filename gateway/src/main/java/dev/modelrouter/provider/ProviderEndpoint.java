package dev.modelrouter.provider;

import dev.modelrouter.wire.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * How the operator reaches a provider.
 *
 * @param endpoint where it lives
 * @param apiKey the operator's key, or null; secret
 * @param defaultModel what it is asked for when the caller names no model
 * @param models what the operator and the catalogue know of its models
 * @param extras what is added to every request
 */
public record ProviderEndpoint(
    Endpoint endpoint,
    @Nullable String apiKey,
    String defaultModel,
    ModelRuleLookup models,
    RequestExtras extras) {
  /** A provider to whose requests nothing is added. */
  public ProviderEndpoint(
      Endpoint endpoint, @Nullable String apiKey, String defaultModel, ModelRuleLookup models) {
    this(endpoint, apiKey, defaultModel, models, RequestExtras.NONE);
  }

  /** A provider of whose models nothing is known beyond their families. */
  public ProviderEndpoint(Endpoint endpoint, @Nullable String apiKey, String defaultModel) {
    this(endpoint, apiKey, defaultModel, model -> ModelRules.UNKNOWN);
  }

  @Override
  public String toString() {
    return "ProviderEndpoint[" + endpoint + ", key " + (apiKey == null ? "none" : "set") + "]";
  }
}
