package dev.modelrouter.config;

import java.time.Duration;

/**
 * Connections to one provider.
 *
 * @param poolSize most connections at once, of each event loop; further calls wait for a free one
 * @param connectTimeout limit for making a connection, TLS and proxy included
 * @param http2 whether HTTP/2 is spoken: by ALPN with https, which falls back to HTTP/1.1, and from
 *     the first byte with http
 */
public record ProviderTransport(int poolSize, Duration connectTimeout, boolean http2) {}
