package dev.modelrouter.api;

import dev.modelrouter.socket.RoundFlush;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The listening socket of one event loop. Vert.x shares one port between all loops of a process and
 * hands connections round.
 */
public final class HttpFront {
  /** How long a kept-alive connection may be idle. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final int BACKLOG = 4_096;

  private final HttpServer server;
  private final ConnectionGuard guard;

  /**
   * A front, not listening yet.
   *
   * @param port 0 takes a free one
   * @param requestTimeout how long a caller may take to send a head, and then a body
   * @param seed random, names this loop's requests
   */
  public HttpFront(
      Vertx vertx,
      String host,
      int port,
      Duration requestTimeout,
      HttpEdge.Routes routes,
      Cors cors,
      LongSupplier nanoClock,
      long seed,
      CallListener listener) {
    this.guard = new ConnectionGuard(vertx, nanoClock, requestTimeout, IDLE);
    HttpEdge edge = new HttpEdge(routes, cors, guard, new RequestIds(seed), nanoClock, listener);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setTcpNoDelay(true)
            .setAcceptBacklog(BACKLOG)
            .setHandle100ContinueAutomatically(true)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHttp2ClearTextEnabled(false);
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::accepted)
            .invalidRequestHandler(edge::handleInvalid)
            .requestHandler(edge::handle);
  }

  private void accepted(HttpConnection connection) {
    RoundFlush.install(connection);
    guard.accepted(connection);
  }

  /** Opens the door. */
  public Future<HttpServer> listen() {
    return server.listen();
  }

  /** The port in use. */
  public int port() {
    return server.actualPort();
  }

  /** How many callers' connections are open on this loop. */
  public int connections() {
    return guard.connections();
  }
}
