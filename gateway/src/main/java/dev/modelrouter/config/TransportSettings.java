package dev.modelrouter.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How bytes reach callers and providers, as the operator set it up.
 *
 * @param tls what callers are shown, or null for a plain port
 * @param authorities certificates of authorities that are trusted beside the public ones, or null
 * @param proxies the way out to providers
 * @param providers connections to each provider, by its name; all of the catalogue
 * @param defaults connections to a provider that is not among them
 */
public record TransportSettings(
    @Nullable TlsFiles tls,
    @Nullable Path authorities,
    ProxySettings proxies,
    Map<String, ProviderTransport> providers,
    ProviderTransport defaults) {
  public TransportSettings {
    providers = Map.copyOf(providers);
  }

  /** Connections to this provider. */
  public ProviderTransport of(String provider) {
    return providers.getOrDefault(provider, defaults);
  }
}
