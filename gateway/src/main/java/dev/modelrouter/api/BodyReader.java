package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.socket.Buffers;
import dev.modelrouter.wire.ByteBlocks;
import dev.modelrouter.wire.ContentInflater;
import dev.modelrouter.wire.InflateQueue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request body within the limit of a body and the budget of all bodies, inflating it
 * where it is compressed; the limit is that of the compressed and of the inflated body, and nothing
 * is inflated beyond it. A compressed body is inflated in turns, between which other requests of
 * the event loop are served. What comes after the limit is read and thrown away for a while, so
 * that a caller that is still sending can see the answer instead of a broken connection.
 */
final class BodyReader {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private static final int BLOCKS_PER_TURN = 16;
  private static final long MAX_DISCARDED_BYTES = 256L * 1024 * 1024;

  private final Call call;
  private final HttpServerRequest request;
  private final RequestMemory memory;
  private final @Nullable InflateQueue compressed;
  private final Promise<byte[]> promise = Promise.promise();
  private final ByteBlocks body = new ByteBlocks();
  private long received;
  private long discarded;
  private boolean inflating;
  private boolean ended;
  private boolean done;

  private BodyReader(Call call, @Nullable ContentInflater inflater) {
    this.call = call;
    this.request = call.request();
    this.memory = call.requestMemory();
    this.compressed = inflater == null ? null : new InflateQueue(inflater);
  }

  /**
   * Reads the body of this request.
   *
   * @param inflater for its encoding, null for none; closed in the end
   * @return the body, or {@link RequestRejectedException}
   */
  static Future<byte[]> read(Call call, @Nullable ContentInflater inflater) {
    return new BodyReader(call, inflater).start();
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
    request.exceptionHandler(this::broken);
    if (compressed != null) {
      // Where the caller leaves between two turns nothing else comes.
      call.whenOver(this::finish);
    }
    if (announcedAbove(request, memory.maxBodyBytes())) {
      refuse(RequestBody.refusal(memory.maxBodyBytes()));
    }
    return promise.future();
  }

  private void more(Buffer read) {
    if (done) {
      discarded += read.length();
      if (discarded > MAX_DISCARDED_BYTES) {
        Call.closeConnection(request);
      }
      return;
    }
    received += read.length();
    if (received > memory.maxBodyBytes()) {
      refuse(RequestBody.refusal(memory.maxBodyBytes()));
      return;
    }
    InflateQueue queue = compressed;
    if (queue == null) {
      keep(Buffers.taken(read));
    } else {
      queue.add(Buffers.taken(read));
      if (!inflating) {
        inflate(queue);
      }
    }
  }

  private void inflate(InflateQueue queue) {
    try {
      for (int i = 0; i < BLOCKS_PER_TURN; i++) {
        byte[] block = done ? null : queue.next();
        if (block == null) {
          inflated();
          return;
        }
        keep(block);
      }
    } catch (DataFormatException e) {
      fail(ErrorCode.BAD_REQUEST, "The request body is not what its Content-Encoding says.");
      inflated();
      return;
    }
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("not on an event loop");
    }
    if (!inflating) {
      inflating = true;
      request.pause();
    }
    context.runOnContext(ignored -> inflate(queue));
  }

  /** All that was read has been inflated, or is not wanted any more. */
  private void inflated() {
    if (inflating) {
      inflating = false;
      call.readOn();
    }
    if (ended) {
      end();
    }
  }

  private void keep(byte[] read) {
    body.add(read);
    long size = body.size();
    if (size > memory.maxBodyBytes()) {
      refuse(RequestBody.refusal(memory.maxBodyBytes()));
    } else if (!memory.holds(call, size)) {
      refuse(memory.refusal(size));
    }
  }

  private void refuse(RequestRejectedException requestRejectedException) {
    finish();
    promise.tryFail(requestRejectedException);
  }

  private void fail(ErrorCode code, String sentence) {
    refuse(RequestRejectedException.with(code, sentence));
  }

  private void finish() {
    if (!done) {
      done = true;
      body.clear();
      InflateQueue queue = compressed;
      if (queue != null) {
        queue.close();
      }
    }
  }

  private void end() {
    ended = true;
    if (done || inflating) {
      return;
    }
    InflateQueue queue = compressed;
    if (queue != null && !queue.whole()) {
      fail(ErrorCode.BAD_REQUEST, "The compressed request body is not whole.");
      return;
    }
    byte[] all = body.take();
    finish();
    promise.tryComplete(unmarked(all));
  }

  /** The body without a byte order mark (RFC 8259, section 8.1, lets a reader ignore it). */
  private static byte[] unmarked(byte[] body) {
    boolean marked =
        body.length >= MARK.length && Arrays.equals(body, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? Arrays.copyOfRange(body, MARK.length, body.length) : body;
  }

  private void broken(Throwable failure) {
    if (!done) {
      refuse(BrokenBody.refusal(failure));
    }
  }
}
