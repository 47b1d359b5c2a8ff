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
    if (key == null) {
      SocketAddress remote = request.remoteAddress();
      return remote == null ? "unknown" : "address:" + remote.hostAddress();
    }
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    byte[] presented = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    // Takes the same time wherever the difference is.
    return MessageDigest.isEqual(key, presented) ? "key" : null;
  }
}
