package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request body up to a limit. What comes after the limit is read and thrown away for a
 * while, so that a caller who is still sending can see the answer instead of a broken connection.
 */
final class BodyReader {
  private static final long MAX_DISCARDED_BYTES = 256L * 1024 * 1024;

  private final HttpServerRequest request;
  private final int limit;
  private final Promise<byte[]> promise = Promise.promise();
  private @Nullable Buffer body;
  private boolean growing;
  private long discarded;
  private boolean done;

  private BodyReader(HttpServerRequest request, int limit) {
    this.request = request;
    this.limit = limit;
  }

  /**
   * Reads the body of this request.
   *
   * @param limit bytes, at most
   * @return the body, or {@link Refused}
   */
  static Future<byte[]> read(HttpServerRequest request, int limit) {
    return new BodyReader(request, limit).start();
  }

  /** Whether the head already says that the body is too large. */
  static boolean announcedAbove(HttpServerRequest request, int limit) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length) > limit;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private Future<byte[]> start() {
    request.handler(this::more);
    request.endHandler(ignored -> end());
    request.exceptionHandler(ignored -> broken());
    if (announcedAbove(request, limit)) {
      refuse();
    }
    return promise.future();
  }

  private void more(Buffer read) {
    if (done) {
      discarded += read.length();
      if (discarded > MAX_DISCARDED_BYTES) {
        Call.hangUp(request);
      }
      return;
    }
    Buffer before = body;
    if (before == null) {
      body = read;
    } else if (growing) {
      before.appendBuffer(read);
    } else {
      growing = true;
      body =
          Buffer.buffer(2 * (before.length() + read.length()))
              .appendBuffer(before)
              .appendBuffer(read);
    }
    if (length() > limit) {
      refuse();
    }
  }

  private int length() {
    Buffer all = body;
    return all == null ? 0 : all.length();
  }

  private void refuse() {
    body = null;
    done = true;
    promise.fail(RequestBody.refusal());
  }

  private void end() {
    if (!done) {
      done = true;
      Buffer all = body;
      promise.complete(all == null ? new byte[0] : all.getBytes());
    }
  }

  private void broken() {
    if (!done) {
      done = true;
      promise.fail(Refused.with(ErrorCode.REQUEST_TIMEOUT, "The request body broke off."));
    }
  }
}
