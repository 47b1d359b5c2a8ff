package dev.modelrouter.upstream;

import dev.modelrouter.wire.OutboundRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
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

  private enum State {
    CONNECTING,
    SENT,
    ANSWERING,
    CLOSED
  }

  private final UpstreamClient client;
  private final UpstreamClient.Template template;
  private final OutboundRequest outbound;
  private final UpstreamListener listener;
  private State state = State.CONNECTING;
  private boolean silent;
  private boolean repeated;
  private boolean reused;
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private long drainTimer = -1;

  HttpUpstreamCall(
      UpstreamClient client,
      UpstreamClient.Template template,
      OutboundRequest outbound,
      UpstreamListener listener) {
    this.client = client;
    this.template = template;
    this.outbound = outbound;
    this.listener = listener;
  }

  void start() {
    client
        .client()
        .request(template.options(outbound.path()))
        .onComplete(this::connected, failure -> failed(failure, false));
  }

  private void connected(HttpClientRequest connected) {
    if (state == State.CLOSED) {
      connected.reset();
      return;
    }
    request = connected;
    // What breaks is told by the answer's future or the answer itself; here it would be told twice.
    connected.exceptionHandler(ignored -> {});
    state = State.SENT;
    reused = !client.firstUse(connected.connection());
    connected.headers().addAll(template.headers());
    connected.response().onComplete(this::head, this::broken);
    connected.end(Buffer.buffer(outbound.body()));
  }

  private void head(HttpClientResponse head) {
    if (state == State.CLOSED) {
      return;
    }
    response = head;
    state = State.ANSWERING;
    head.handler(this::bytes);
    head.endHandler(ignored -> ended());
    head.exceptionHandler(this::broken);
    if (!silent) {
      listener.head(head.statusCode(), head::getHeader);
    }
  }

  private void bytes(Buffer read) {
    if (state == State.ANSWERING && !silent) {
      listener.bytes(read.getBytes());
    }
  }

  private void ended() {
    if (state == State.ANSWERING) {
      close();
      if (!silent) {
        listener.ended();
      }
    }
  }

  private void broken(Throwable failure) {
    if (state == State.SENT && reused && !repeated) {
      // The provider closed an idle connection in the instant in which it was used again.
      repeated = true;
      state = State.CONNECTING;
      start();
      return;
    }
    failed(failure, true);
  }

  private void failed(Throwable failure, boolean sent) {
    if (state == State.CLOSED) {
      return;
    }
    boolean beforeHead = state != State.ANSWERING;
    close();
    reset();
    if (!silent) {
      listener.failed(new UpstreamFailure(sent, describe(failure, sent, beforeHead)));
    }
  }

  private static String describe(Throwable failure, boolean sent, boolean beforeHead) {
    if (failure instanceof UnknownHostException) {
      return "has a host name that nobody knows";
    }
    if (failure instanceof SSLException) {
      return "failed the TLS handshake";
    }
    if (!sent) {
      return "could not be connected to";
    }
    return beforeHead
        ? "closed the connection before it answered"
        : "broke the connection in the middle of its answer";
  }

  @Override
  public void pause() {
    HttpClientResponse current = response;
    if (current != null && state == State.ANSWERING) {
      current.pause();
    }
  }

  @Override
  public void resume() {
    HttpClientResponse current = response;
    if (current != null && state == State.ANSWERING) {
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
    if (state == State.ANSWERING) {
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
    client.callClosed();
  }

  private void reset() {
    HttpClientRequest current = request;
    if (current != null) {
      current.reset();
    }
  }
}
