package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.RequestTimeouts;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads how long a request wants to wait at most, in every dialect, from its headers. */
public final class RequestTimeoutHeaders {
  private static final CharSequence OPERATION =
      HttpHeaders.createOptimized("x-modelrouter-timeout-ms");
  private static final CharSequence FIRST_TOKEN =
      HttpHeaders.createOptimized("x-modelrouter-first-token-ms");
  private static final int MAX_DIGITS = 9;

  private RequestTimeoutHeaders() {}

  /**
   * What the request wishes.
   *
   * @throws RequestRejectedException if a header holds no whole number of milliseconds from 1 to
   *     999,999,999
   */
  public static RequestTimeouts read(HttpServerRequest request) throws RequestRejectedException {
    Duration operation = millis(request, OPERATION);
    Duration firstText = millis(request, FIRST_TOKEN);
    return operation == null && firstText == null
        ? RequestTimeouts.NONE
        : new RequestTimeouts(operation, firstText);
  }

  private static @Nullable Duration millis(HttpServerRequest request, CharSequence name)
      throws RequestRejectedException {
    String text = request.getHeader(name);
    if (text == null) {
      return null;
    }
    boolean number =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long millis = number ? Long.parseLong(text) : 0;
    if (millis == 0) {
      throw RequestRejectedException.with(
          ErrorCode.BAD_REQUEST,
          "The header " + name + " must be a whole number of milliseconds, at least 1.");
    }
    return Duration.ofMillis(millis);
  }
}
