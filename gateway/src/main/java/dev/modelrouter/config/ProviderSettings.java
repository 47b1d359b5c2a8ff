package dev.modelrouter.config;

import dev.modelrouter.provider.CatalogueEntry;
import dev.modelrouter.wire.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * One provider in use, as the operator set it up.
 *
 * @param entry what the catalogue knows about it
 * @param endpoint where it lives
 * @param apiKey the operator's key, or null
 * @param defaultModel what it is asked for when the caller names no model
 * @param perMinute most requests a minute over all callers; 0 for no limit
 */
public record ProviderSettings(
    CatalogueEntry entry,
    Endpoint endpoint,
    @Nullable Secret apiKey,
    String defaultModel,
    int perMinute) {
  /** Its name. */
  public String id() {
    return entry.id();
  }
}
