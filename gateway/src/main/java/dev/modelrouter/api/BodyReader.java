package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.socket.Wrapped;
import dev.modelrouter.wire.ContentInflater;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request body up to a limit, inflating it where it is compressed; the limit is that of
 * the inflated body, and nothing is inflated beyond it. What comes after the limit is read and
 * thrown away for a while, so that a caller who is still sending can see the answer instead of a
 * broken connection.
 */
final class BodyReader {
  private static final int INFLATED_BYTES = 16 * 1024;
  private static final long MAX_DISCARDED_BYTES = 256L * 1024 * 1024;

  private final HttpServerRequest request;
  private final int limit;
  private final @Nullable ContentInflater inflater;
  private final Promise<byte[]> promise = Promise.promise();
  private @Nullable Buffer body;
  private boolean growing;
  private long discarded;
  private boolean done;

  private BodyReader(HttpServerRequest request, int limit, @Nullable ContentInflater inflater) {
    this.request = request;
    this.limit = limit;
    this.inflater = inflater;
  }

  /**
   * Reads the body of this request.
   *
   * @param limit bytes, at most
   * @param inflater for its encoding, null for none; closed in the end
   * @return the body, or {@link Refused}
   */
  static Future<byte[]> read(
      HttpServerRequest request, int limit, @Nullable ContentInflater inflater) {
    return new BodyReader(request, limit, inflater).start();
  }

  /** Whether the head already says that the body is too large. */
  static boolean announcedAbove(HttpServerRequest request, long limit) {
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
    ContentInflater compressed = inflater;
    if (compressed == null) {
      keep(read);
    } else {
      inflate(compressed, Wrapped.taken(read));
    }
  }

  private void inflate(ContentInflater compressed, byte[] read) {
    compressed.feed(read);
    byte[] block = new byte[INFLATED_BYTES];
    try {
      while (!done) {
        int length = compressed.read(block);
        if (length == 0) {
          return;
        }
        keep(Buffer.buffer(length).appendBytes(block, 0, length));
      }
    } catch (DataFormatException e) {
      fail(ErrorCode.BAD_REQUEST, "The request body is not what its Content-Encoding says.");
    }
  }

  private void keep(Buffer read) {
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
    finish();
    promise.fail(RequestBody.refusal(limit));
  }

  private void fail(ErrorCode code, String sentence) {
    finish();
    promise.fail(Refused.with(code, sentence));
  }

  private void finish() {
    body = null;
    done = true;
    ContentInflater compressed = inflater;
    if (compressed != null) {
      compressed.close();
    }
  }

  private void end() {
    if (done) {
      return;
    }
    if (inflater != null && !inflater.whole()) {
      fail(ErrorCode.BAD_REQUEST, "The compressed request body is not whole.");
      return;
    }
    Buffer all = body;
    finish();
    promise.complete(all == null ? new byte[0] : Wrapped.taken(all));
  }

  private void broken() {
    if (!done) {
      fail(ErrorCode.REQUEST_TIMEOUT, "The request body broke off.");
    }
  }
}
