package dev.modelrouter.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Tells who calls: by the one API key where there is one, else by address. */
public final class Authenticator {
  private static final String SCHEME = "bearer ";

  private final byte @Nullable [] key;

  /**
   * An authenticator.
   *
   * @param apiKey what callers must present, or null for an open gateway
   */
  public Authenticator(@Nullable String apiKey) {
    this.key = apiKey == null ? null : apiKey.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Who calls.
   *
   * @return the name under which the caller's limits are kept (not a secret), or null when the
   *     credentials are missing or wrong
   */
  public @Nullable String caller(HttpServerRequest request) {
    return caller(request, presented(request));
  }

  /** The same with a key that was looked for elsewhere. */
  public @Nullable String caller(HttpServerRequest request, @Nullable String presented) {
    if (key == null) {
      SocketAddress remote = request.remoteAddress();
      return remote == null ? "unknown" : "address:" + remote.hostAddress();
    }
    if (presented == null) {
      return null;
    }
    // Takes the same time wherever the difference is.
    return MessageDigest.isEqual(key, presented.getBytes(StandardCharsets.UTF_8)) ? "key" : null;
  }

  /**
   * The key that a request presents: as bearer token (RFC 6750, 2.1), or in the header of
   * Anthropic's or Google's SDKs; null if there is none.
   */
  public static @Nullable String presented(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return header.substring(SCHEME.length()).strip();
    }
    String own = request.getHeader("x-api-key");
    return own == null ? request.getHeader("x-goog-api-key") : own;
  }
}
