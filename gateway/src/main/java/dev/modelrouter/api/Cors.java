package dev.modelrouter.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;

/**
 * Lets browsers call from the origins the operator allows (Fetch standard, chapter CORS protocol).
 * With no origins it does nothing at all.
 */
public final class Cors {
  private static final String EXPOSED =
      "x-request-id, request-id, x-process-time, retry-after, retry-after-ms, x-should-retry, "
          + String.join(", ", ResponseHeaders.NAMES);
  private static final String MAX_AGE_SECONDS = "600";

  private final Set<String> origins;
  private final boolean any;

  /**
   * A policy.
   *
   * @param origins allowed ones, {@code *} for all, empty for none
   */
  public Cors(List<String> origins) {
    this.origins = Set.copyOf(origins);
    this.any = this.origins.contains("*");
  }

  /** Adds what a browser needs to see; answers the request if it was a preflight. */
  boolean answered(Call call) {
    if (origins.isEmpty()) {
      return false;
    }
    HttpServerRequest request = call.request();
    HttpServerResponse response = call.response();
    response.putHeader("vary", "origin");
    String origin = request.getHeader("origin");
    if (origin == null || !(any || origins.contains(origin))) {
      return false;
    }
    response.putHeader("access-control-allow-origin", any ? "*" : origin);
    response.putHeader("access-control-expose-headers", EXPOSED);
    if (!request.method().equals(HttpMethod.OPTIONS)
        || request.getHeader("access-control-request-method") == null) {
      return false;
    }
    response.putHeader("access-control-allow-methods", "GET, HEAD, POST, DELETE, OPTIONS");
    String headers = request.getHeader("access-control-request-headers");
    response.putHeader(
        "access-control-allow-headers",
        headers == null ? "authorization, content-type, x-request-id" : headers);
    response.putHeader("access-control-max-age", MAX_AGE_SECONDS);
    call.empty(204);
    return true;
  }
}
