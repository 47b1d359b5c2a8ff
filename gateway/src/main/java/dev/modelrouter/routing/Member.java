package dev.modelrouter.routing;

import dev.modelrouter.provider.Provider;

/**
 * A provider that takes part in routing.
 *
 * @param provider who
 * @param perMinute most requests a minute over all callers; 0 for no limit
 * @param inFallback whether it is tried when the caller names nobody
 */
public record Member(Provider provider, int perMinute, boolean inFallback) {
  /** The provider's name. */
  public String id() {
    return provider.id();
  }
}
