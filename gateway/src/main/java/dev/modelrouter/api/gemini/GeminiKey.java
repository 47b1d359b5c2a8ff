package dev.modelrouter.api.gemini;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The gateway's key as only callers of Google's APIs present it. */
public final class GeminiKey {
  private static final String PARAMETER = "key";
  private static final int UNAUTHENTICATED = 401;

  private GeminiKey() {}

  /** The key in the query, {@code ?key=}; null if there is none. */
  public static @Nullable String inQuery(HttpServerRequest request) {
    return request.getParam(PARAMETER);
  }

  /** The body of an answer to a call without the right key. */
  public static byte[] refusal() {
    return GeminiErrorWriter.body(
        UNAUTHENTICATED,
        "Send the gateway's key in the header x-goog-api-key, as ?key=, or as a bearer token.");
  }
}
