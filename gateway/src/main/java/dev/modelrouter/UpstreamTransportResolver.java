package dev.modelrouter;

import dev.modelrouter.config.ProviderTransport;
import dev.modelrouter.config.ProxySettings;
import dev.modelrouter.config.Secret;
import dev.modelrouter.config.TransportSettings;
import dev.modelrouter.upstream.UpstreamTransport;
import dev.modelrouter.wire.Endpoint;
import org.jspecify.annotations.Nullable;

/** Says how connections to each provider are made, from what the operator has set. */
final class UpstreamTransportResolver {
  private final TransportSettings settings;

  UpstreamTransportResolver(TransportSettings settings) {
    this.settings = settings;
  }

  /** The way to this provider. */
  UpstreamTransport to(String provider, Endpoint endpoint) {
    ProviderTransport transport = settings.of(provider);
    ProxySettings.Proxy proxy = settings.proxies().before(endpoint);
    // What forwards plain HTTP speaks HTTP/1.1 itself.
    boolean http2 = transport.http2() && (endpoint.tls() || proxy == null);
    return new UpstreamTransport(
        transport.poolSize(), transport.connectTimeout(), http2, proxy(proxy));
  }

  private static UpstreamTransport.@Nullable Proxy proxy(ProxySettings.@Nullable Proxy proxy) {
    if (proxy == null) {
      return null;
    }
    Secret password = proxy.password();
    return new UpstreamTransport.Proxy(
        proxy.host(), proxy.port(), proxy.user(), password == null ? "" : password.reveal());
  }
}
