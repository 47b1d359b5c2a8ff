package dev.modelrouter.provider;

import dev.modelrouter.wire.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * How the operator reaches a provider.
 *
 * @param endpoint where it lives
 * @param apiKey the operator's key, or null; secret
 * @param defaultModel what it is asked for when the caller names no model
 */
public record ProviderAccess(Endpoint endpoint, @Nullable String apiKey, String defaultModel) {
  @Override
  public String toString() {
    return "ProviderAccess[" + endpoint + ", key " + (apiKey == null ? "none" : "set") + "]";
  }
}
