package dev.modelrouter.api.gemini;

import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The gateway's key as callers of Google's APIs show it. */
public final class GeminiKey {
  private static final String HEADER = "x-goog-api-key";
  private static final String PARAMETER = "key";
  private static final int UNAUTHENTICATED = 401;

  private GeminiKey() {}

  /** The key: in a header, or as {@code ?key=}; null if there is none. */
  public static @Nullable String of(HttpServerRequest request) {
    String presented = Authenticator.presented(request);
    return presented == null ? request.getParam(PARAMETER) : presented;
  }

  /** Whether it is shown as nobody but Google's callers do. */
  public static boolean isGooglesWay(HttpServerRequest request) {
    return request.getHeader(HEADER) != null || request.getParam(PARAMETER) != null;
  }

  /** Answers somebody without the right key. */
  public static void refuse(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    call.json(UNAUTHENTICATED, refusal(), null);
  }

  /** The body of that answer. */
  static byte[] refusal() {
    return GeminiErrors.body(
        UNAUTHENTICATED,
        "Send the gateway's key in the header x-goog-api-key, as ?key=, or as a bearer token.");
  }
}
