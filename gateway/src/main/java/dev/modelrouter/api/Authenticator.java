package dev.modelrouter.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Names the caller of a request: by its API key, or by its address where no key is needed. */
public final class Authenticator {
  private static final String SCHEME = "bearer ";

  private final Supplier<AccessKeys> keys;

  /**
   * An authenticator.
   *
   * @param keys those that are valid now; looked at for each request, since they may change
   */
  public Authenticator(Supplier<AccessKeys> keys) {
    this.keys = keys;
  }

  /** Whether everybody may call, since there is no key. */
  public boolean open() {
    return keys.get().open();
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
    AccessKeys valid = keys.get();
    if (valid.open()) {
      SocketAddress remote = request.remoteAddress();
      return remote == null ? "unknown" : "address:" + remote.hostAddress();
    }
    return presented == null ? null : valid.caller(presented);
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
