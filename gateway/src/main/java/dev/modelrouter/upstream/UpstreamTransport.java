package dev.modelrouter.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a provider are made. Providers for which all of it is the same share a client,
 * but never a connection.
 *
 * @param poolSize most connections at once; further calls wait for a free one
 * @param connectTimeout limit for making a connection, TLS and proxy included
 * @param http2 whether HTTP/2 is spoken: by ALPN with TLS, which falls back to HTTP/1.1; without
 *     TLS from the first byte, unless there is a proxy, which speaks HTTP/1.1
 * @param proxy what stands before the provider, or null
 */
public record UpstreamTransport(
    int poolSize, Duration connectTimeout, boolean http2, @Nullable Proxy proxy) {

  /**
   * An HTTP proxy.
   *
   * @param host name or address
   * @param port 1 to 65535
   * @param user who we are there, or null
   * @param password of that user; empty without one
   */
  public record Proxy(String host, int port, @Nullable String user, String password) {
    @Override
    public String toString() {
      return "Proxy[" + host + ":" + port + "]";
    }
  }
}
