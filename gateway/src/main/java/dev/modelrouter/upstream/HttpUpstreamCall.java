package dev.modelrouter.upstream;

import dev.modelrouter.chat.BodyStream;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.RateLimitHeader;
import dev.modelrouter.socket.Buffers;
import dev.modelrouter.socket.DirectChunkReader;
import dev.modelrouter.wire.ContentInflater;
import dev.modelrouter.wire.HeaderText;
import dev.modelrouter.wire.InflateQueue;
import dev.modelrouter.wire.OutboundRequest;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.StreamResetException;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * An {@link UpstreamCall} over Vert.x.
 *
 * <p>States: CONNECTING → SENT → ANSWERING → CLOSED, and CLOSED from everywhere. {@link #cancel}
 * while connecting is remembered, since a connection under way cannot be stopped: it is closed in
 * the moment it stands.
 */
final class HttpUpstreamCall implements UpstreamCall {
  /** How long the end of the HTTP body may be awaited after the end of the answer. */
  private static final long DRAIN_MILLIS = 1_000;

  private static final int BLOCKS_PER_TURN = 16;
  private static final int FIRST_FINAL = 200;
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  // HTTP/2 error codes (RFC 9113, 7).
  private static final long REFUSED_STREAM = 7;
  private static final long CANCEL = 8;

  private enum State {
    CONNECTING,
    SENT,
    ANSWERING,
    CLOSED
  }

  private final UpstreamClient client;
  private final UpstreamClient.RequestTemplate requestTemplate;
  private final OutboundRequest outbound;
  private final UpstreamListener listener;
  private State state = State.CONNECTING;
  private boolean silent;
  private boolean repeated;
  private boolean reused;
  private @Nullable ConnectionPool lender;
  private @Nullable HttpClientConnection borrowed;
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private @Nullable DirectChunkReader tap;
  private @Nullable InflateQueue compressed;

  /** The listener wants nothing more for now. */
  private boolean paused;

  /** The next turn of inflating is scheduled, and nothing is read until it has ended. */
  private boolean inflating;

  private boolean bodyEnded;
  private long drainTimer = -1;

  HttpUpstreamCall(
      UpstreamClient client,
      UpstreamClient.RequestTemplate requestTemplate,
      OutboundRequest outbound,
      UpstreamListener listener) {
    this.client = client;
    this.requestTemplate = requestTemplate;
    this.outbound = outbound;
    this.listener = listener;
  }

  void start() {
    try {
      connect();
    } catch (RuntimeException | OutOfMemoryError bug) {
      caught(bug);
    }
  }

  private void connect() {
    BodyStream rest = outbound.rest();
    ConnectionPool kept = requestTemplate.kept();
    if (rest == null && kept != null) {
      kept.take()
          .onComplete(
              connection -> onConnection(kept, connection), failure -> failed(failure, false));
    } else {
      // What cannot be sent twice does not go over a connection that may have been closed
      // meanwhile.
      HttpClientAgent over =
          rest == null ? requestTemplate.client() : requestTemplate.freshClient();
      over.request(requestTemplate.post(outbound.path()))
          .onComplete(this::connected, failure -> failed(failure, false));
    }
  }

  /** A bug in a callback ends its call at once: waiting for a time limit would blame others. */
  private void caught(Throwable bug) {
    if (state != State.CLOSED) {
      close();
      reset();
    }
    listener.onException(bug);
  }

  private void onConnection(ConnectionPool kept, HttpClientConnection connection) {
    if (state == State.CLOSED) {
      kept.give(connection);
      return;
    }
    lender = kept;
    borrowed = connection;
    try {
      connection
          .request(requestTemplate.post(outbound.path()))
          .onComplete(this::connected, this::onConnectionFailed);
    } catch (RuntimeException | OutOfMemoryError bug) {
      caught(bug);
    }
  }

  /** It was closed in the instant in which it was lent. */
  private void onConnectionFailed(Throwable failure) {
    if (repeated) {
      failed(failure, false);
    } else {
      repeated = true;
      start();
    }
  }

  private void connected(HttpClientRequest connected) {
    boolean first = client.firstUse(connected.connection());
    // What breaks is told by the answer's future or the answer itself; here it would be told twice.
    connected.exceptionHandler(ignored -> {});
    if (state == State.CLOSED) {
      request = connected;
      reset();
      return;
    }
    request = connected;
    state = State.SENT;
    reused = !first;
    try {
      send(connected);
    } catch (RuntimeException | OutOfMemoryError bug) {
      caught(bug);
    }
  }

  private void send(HttpClientRequest connected) {
    connected.headers().addAll(requestTemplate.headers());
    connected.response().onComplete(this::head, this::broken);
    outbound.headers().forEach(connected.headers()::set);
    listener.connected();
    BodyStream rest = outbound.rest();
    if (rest == null) {
      connected.end(Buffers.of(outbound.body())).onFailure(this::notWritten);
    } else {
      connected.write(Buffers.of(outbound.body()));
      upload(connected, rest);
    }
  }

  /** Of a request that could not be copied out of the heap the connection tells nothing. */
  private void notWritten(Throwable failure) {
    if (failure instanceof OutOfMemoryError && state == State.SENT) {
      caught(failure);
    }
  }

  private void upload(HttpClientRequest connected, BodyStream rest) {
    connected.drainHandler(
        ignored -> {
          try {
            listener.sent();
            rest.resume();
          } catch (RuntimeException | OutOfMemoryError bug) {
            caught(bug);
          }
        });
    rest.begin(
        new BodyStream.BodyConsumer() {
          @Override
          public void bytes(byte[] bytes) {
            if (state != State.CLOSED) {
              try {
                connected.write(Buffers.of(bytes));
                listener.sent();
              } catch (RuntimeException | OutOfMemoryError bug) {
                caught(bug);
              }
              if (state != State.CLOSED && connected.writeQueueFull()) {
                rest.pause();
              }
            }
          }

          @Override
          public void end() {
            if (state != State.CLOSED) {
              try {
                connected.end();
                listener.sent();
              } catch (RuntimeException | OutOfMemoryError bug) {
                caught(bug);
              }
            }
          }
        });
  }

  private void head(HttpClientResponse head) {
    if (state == State.CLOSED) {
      return;
    }
    head.exceptionHandler(this::broken);
    try {
      read(head);
    } catch (RuntimeException | OutOfMemoryError bug) {
      caught(bug);
    }
  }

  private void read(HttpClientResponse head) {
    if (requestTemplate.proxied() && head.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
      fail(ErrorCode.CONNECTION_ERROR, false, ConnectionFailure.proxyStatus(head.statusCode()));
      return;
    }
    if (head.statusCode() < FIRST_FINAL) {
      fail(ErrorCode.INVALID_RESPONSE, true, "answered with status " + head.statusCode());
      return;
    }
    response = head;
    state = State.ANSWERING;
    head.handler(read -> bytes(Buffers.taken(read)));
    head.endHandler(ignored -> ended());
    if (!silent) {
      head.headers().forEach(this::header);
      listener.head(head.statusCode(), name -> HeaderText.valueOrNull(head.getHeader(name)));
    }
    String encoding = head.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !ContentInflater.identity(encoding)) {
      encoded(encoding);
    }
    HttpClientConnection connection = borrowed;
    if (connection != null && state == State.ANSWERING && isChunked(head)) {
      tap = DirectChunkReader.of(connection);
      if (tap != null) {
        tap.open(this::bytes);
      }
    }
  }

  private static boolean isChunked(HttpClientResponse head) {
    String coding = head.getHeader(HttpHeaders.TRANSFER_ENCODING);
    return coding != null && coding.equalsIgnoreCase("chunked");
  }

  private void header(String name, String value) {
    if (name.regionMatches(true, 0, RateLimitHeader.PREFIX, 0, RateLimitHeader.PREFIX.length())
        && HeaderText.isName(name)
        && HeaderText.isValue(value)) {
      listener.limit(
          new RateLimitHeader(
              name.toLowerCase(Locale.ROOT), requestTemplate.withoutSecrets(value)));
    }
  }

  /** The gateway asks for no encoding; some providers use one all the same. */
  private void encoded(String encoding) {
    if (state == State.ANSWERING) {
      ContentInflater inflater = ContentInflater.of(encoding);
      if (inflater == null) {
        fail(ErrorCode.INVALID_RESPONSE, true, "answered in an encoding that nobody had asked for");
      } else {
        compressed = new InflateQueue(inflater);
      }
    }
  }

  private void bytes(byte[] read) {
    if (state == State.ANSWERING && !silent) {
      InflateQueue queue = compressed;
      try {
        if (queue == null) {
          listener.bytes(read);
        } else {
          listener.received();
          queue.add(read);
          if (!inflating && !paused) {
            inflate(queue);
          }
        }
      } catch (RuntimeException | OutOfMemoryError bug) {
        caught(bug);
      }
    }
  }

  /** Inflates in turns, and none while paused: a small read may become a large answer. */
  private void inflate(InflateQueue queue) {
    try {
      for (int i = 0; i < BLOCKS_PER_TURN; i++) {
        if (paused || silent || state != State.ANSWERING) {
          return;
        }
        byte[] block = queue.next();
        if (block == null) {
          inflated();
          return;
        }
        listener.bytes(block);
      }
    } catch (DataFormatException e) {
      fail(ErrorCode.INVALID_RESPONSE, true, "sent a compressed answer that is broken");
      return;
    }
    if (state == State.ANSWERING && !silent && !paused) {
      inflateLater(queue);
    }
  }

  private void inflateLater(InflateQueue queue) {
    inflating = true;
    pauseReading();
    client.vertx.runOnContext(
        ignored -> {
          inflating = false;
          try {
            inflate(queue);
          } catch (RuntimeException | OutOfMemoryError bug) {
            caught(bug);
          }
        });
  }

  /** All that was read has been inflated. */
  private void inflated() {
    if (bodyEnded) {
      ended();
    } else {
      resumeReading();
    }
  }

  private void ended() {
    if (state == State.ANSWERING && compressed != null && !silent && !bodyEnded) {
      bodyEnded = true;
      if (!inflating && !paused) {
        inflate(compressed);
      }
      return;
    }
    if (state == State.ANSWERING) {
      BodyStream rest = outbound.rest();
      if (rest != null && !rest.ended()) {
        // It has answered without having read all: the connection is in the middle of a request.
        reset();
      }
      InflateQueue queue = compressed;
      boolean whole = queue == null || queue.whole();
      close();
      DirectChunkReader tapped = tap;
      if (tapped != null) {
        tapped.finish();
      }
      giveBack();
      if (silent) {
        return;
      }
      if (whole) {
        notifyEnd();
      } else {
        notifyFailure(
            new UpstreamFailure(
                ErrorCode.INVALID_RESPONSE, true, "broke its compressed answer off"));
      }
    }
  }

  private void notifyEnd() {
    try {
      listener.ended();
    } catch (RuntimeException | OutOfMemoryError bug) {
      caught(bug);
    }
  }

  private void notifyFailure(UpstreamFailure failure) {
    try {
      listener.failed(failure);
    } catch (RuntimeException | OutOfMemoryError bug) {
      caught(bug);
    }
  }

  private void broken(Throwable failure) {
    boolean refused = refused(failure);
    boolean stale = reused && !ConnectionFailure.isMalformed(failure);
    if (state == State.SENT && (stale || refused) && !repeated && outbound.rest() == null) {
      // The provider closed an idle connection in the instant in which it was used again, or says
      // that it has not looked at the request.
      repeated = true;
      state = State.CONNECTING;
      start();
      return;
    }
    failed(failure, !refused);
  }

  /** Whether the provider says that it has not looked at the request (RFC 9113, 8.7). */
  private boolean refused(Throwable failure) {
    return switch (failure) {
      case StreamResetException reset -> reset.getCode() == REFUSED_STREAM;
      case HttpClosedException closed -> {
        GoAway last = closed.goAway();
        HttpClientRequest current = request;
        yield last != null && current != null && current.streamId() > last.getLastStreamId();
      }
      default -> false;
    };
  }

  private void failed(Throwable failure, boolean sent) {
    boolean beforeHead = state != State.ANSWERING;
    fail(ConnectionFailure.of(failure, sent, beforeHead, requestTemplate.proxied()));
  }

  private void fail(ErrorCode code, boolean sent, String message) {
    fail(new UpstreamFailure(code, sent, message));
  }

  private void fail(UpstreamFailure failure) {
    if (state == State.CLOSED) {
      return;
    }
    close();
    reset();
    if (!silent) {
      notifyFailure(failure);
    }
  }

  @Override
  public void pause() {
    paused = true;
    pauseReading();
  }

  @Override
  public void resume() {
    paused = false;
    InflateQueue queue = compressed;
    if (queue == null || silent) {
      resumeReading();
    } else if (!inflating && state == State.ANSWERING) {
      inflateLater(queue);
    }
  }

  private void pauseReading() {
    HttpClientResponse current = response;
    if (current != null
        && state == State.ANSWERING
        && !bodyEnded
        && (tap == null || !tap.pause())) {
      current.pause();
    }
  }

  private void resumeReading() {
    HttpClientResponse current = response;
    if (current != null && state == State.ANSWERING && (tap == null || !tap.resume())) {
      current.resume();
    }
  }

  @Override
  public void cancel() {
    silent = true;
    if (state != State.CLOSED) {
      close();
      reset();
    }
  }

  @Override
  public void drain() {
    silent = true;
    if (state == State.ANSWERING && bodyEnded) {
      // Only what was still to be inflated is missing.
      ended();
    } else if (state == State.ANSWERING) {
      resume();
      drainTimer = client.vertx.setTimer(DRAIN_MILLIS, ignored -> cancel());
    } else {
      cancel();
    }
  }

  private void close() {
    state = State.CLOSED;
    if (drainTimer != -1) {
      client.vertx.cancelTimer(drainTimer);
      drainTimer = -1;
    }
    InflateQueue queue = compressed;
    if (queue != null) {
      compressed = null;
      queue.close();
    }
    client.callClosed();
  }

  /** The answer has been read to its end: others may use the connection, if it stays. */
  private void giveBack() {
    ConnectionPool kept = lender;
    HttpClientConnection connection = borrowed;
    if (kept != null && connection != null) {
      borrowed = null;
      kept.give(connection);
    }
  }

  private void reset() {
    HttpClientRequest current = request;
    if (current != null) {
      current.reset(CANCEL);
    }
    HttpClientConnection connection = borrowed;
    if (connection != null) {
      // What was not sent yet, or has been read to its end, leaves its connection open.
      borrowed = null;
      connection.close();
    }
  }
}
