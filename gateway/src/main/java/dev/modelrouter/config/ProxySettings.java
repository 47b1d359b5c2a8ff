package dev.modelrouter.config;

import dev.modelrouter.wire.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The way out to providers.
 *
 * @param https proxy for those behind https, or null
 * @param http proxy for those behind http, or null
 * @param except whom no proxy stands before
 */
public record ProxySettings(@Nullable Proxy https, @Nullable Proxy http, NoProxy except) {

  /**
   * An HTTP proxy.
   *
   * @param host name or address, without brackets for IPv6
   * @param port 1 to 65535
   * @param user who we are there, or null
   * @param password of that user, or null
   */
  public record Proxy(String host, int port, @Nullable String user, @Nullable Secret password) {}

  /** The proxy before this endpoint, or null. */
  public @Nullable Proxy before(Endpoint endpoint) {
    Proxy proxy = endpoint.tls() ? https : http;
    return proxy == null || except.covers(endpoint.host(), endpoint.port()) ? null : proxy;
  }
}
