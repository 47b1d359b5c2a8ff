package dev.modelrouter.routing;

import dev.modelrouter.provider.Provider;

/**
 * One place a request may go to.
 *
 * @param provider who answers there
 * @param model the provider's name for the model
 * @param perMinute most requests a minute over all callers; 0 for no limit
 */
public record Target(Provider provider, String model, int perMinute) {
  /** The provider's name. */
  public String id() {
    return provider.id();
  }
}
