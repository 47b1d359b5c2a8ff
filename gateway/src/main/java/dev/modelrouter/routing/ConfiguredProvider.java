package dev.modelrouter.routing;

import dev.modelrouter.provider.Provider;
import org.jspecify.annotations.Nullable;

/**
 * A provider that takes part in routing.
 *
 * @param provider who; asked in the first of the ways there are
 * @param perMinute most requests a minute over all callers; 0 for no limit
 * @param inFallback whether it is tried when the caller names nobody
 * @param deployments the ways to it where there are several; else null
 */
public record ConfiguredProvider(
    Provider provider, int perMinute, boolean inFallback, @Nullable DeploymentPool deployments) {

  /** A provider to which there is one way. */
  public ConfiguredProvider(Provider provider, int perMinute, boolean inFallback) {
    this(provider, perMinute, inFallback, null);
  }

  /** The provider's name. */
  public String id() {
    return provider.id();
  }
}
