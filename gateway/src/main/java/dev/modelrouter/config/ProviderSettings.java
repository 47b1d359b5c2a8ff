package dev.modelrouter.config;

import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.RequestExtras;
import dev.modelrouter.wire.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One provider in use, as the operator set it up.
 *
 * @param entry what the catalogue knows about it
 * @param endpoints where it lives, one or more
 * @param keys the operator's, none or more, used in turn
 * @param defaultModel what it is asked for when the caller names no model
 * @param perMinute most requests a minute over all callers; 0 for no limit
 * @param rateByDefault whether that is a default of the gateway's and not the operator's
 * @param maxInFlight most requests under way at once, or where an adaptive limit begins; 0 for any
 * @param adaptive whether that limit finds by itself how much the provider bears
 * @param extras what is added to every request; secret
 * @param detected whether nothing of it is configured, so that it is used only while it is found
 */
public record ProviderSettings(
    ProviderDefinition entry,
    List<Endpoint> endpoints,
    List<Secret> keys,
    String defaultModel,
    int perMinute,
    boolean rateByDefault,
    int maxInFlight,
    boolean adaptive,
    RequestExtras extras,
    boolean detected) {
  public ProviderSettings {
    endpoints = List.copyOf(endpoints);
    keys = List.copyOf(keys);
  }

  /** A provider with one address, at most one key, and no limit on what is under way. */
  public ProviderSettings(
      ProviderDefinition entry,
      Endpoint endpoint,
      @Nullable Secret apiKey,
      String defaultModel,
      int perMinute) {
    this(
        entry,
        List.of(endpoint),
        apiKey == null ? List.of() : List.of(apiKey),
        defaultModel,
        perMinute,
        false,
        0,
        false,
        RequestExtras.NONE,
        false);
  }

  /** The same provider, used only while it is found. */
  public ProviderSettings onlyIfDetected() {
    return new ProviderSettings(
        entry,
        endpoints,
        keys,
        defaultModel,
        perMinute,
        rateByDefault,
        maxInFlight,
        adaptive,
        extras,
        true);
  }

  /** Its name. */
  public String id() {
    return entry.id();
  }
}
