package dev.modelrouter.api;

import dev.modelrouter.socket.PipelineSetup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of one event loop. Vert.x shares one port between all loops of a process and
 * hands connections round.
 *
 * <p>With a certificate callers speak TLS and choose HTTP/1.1 or HTTP/2 by ALPN; without, the port
 * is plain and takes HTTP/1.1 and HTTP/2, the latter from the first byte or by {@code Upgrade}. A
 * caller who resets more than 200 streams within 30 seconds loses the connection (CVE-2023-44487);
 * that is Netty's own limit.
 */
public final class HttpListener {
  private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

  /** How long a kept-alive connection may be idle. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final int BACKLOG = 4_096;
  private static final int MAX_STREAMS = 1_000;

  /** One stream that waits must not hold the bodies of the others up. */
  private static final int CONNECTION_WINDOW_BYTES = 1024 * 1024;

  private final HttpServer server;
  private final ConnectionGuard guard;
  private final PipelineSetup pipelineSetup = new PipelineSetup();

  /**
   * A front, not listening yet.
   *
   * @param port 0 takes a free one
   * @param certificate what callers are shown, or null for a plain port
   * @param requestTimeout how long a caller may take to send a head, and then a body
   * @param seed random, names this loop's requests
   */
  public HttpListener(
      Vertx vertx,
      String host,
      int port,
      @Nullable ServerCertificate certificate,
      Duration requestTimeout,
      HttpRequestRouter.RouteLookup routeLookup,
      LocalAccess access,
      Cors cors,
      LongSupplier nanoClock,
      long seed,
      CallListener listener) {
    this.guard = new ConnectionGuard(vertx, nanoClock, requestTimeout, IDLE);
    HttpRequestRouter edge =
        new HttpRequestRouter(
            routeLookup, access, cors, guard, new RequestIds(seed), nanoClock, listener);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setTcpNoDelay(true)
            .setAcceptBacklog(BACKLOG)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(MAX_STREAMS)
                    .setMaxHeaderListSize(MAX_HEAD_BYTES));
    if (certificate == null) {
      FirstRequestTimeout.set(options, requestTimeout);
    } else {
      certificate.addTo(options);
      options
          .setSslHandshakeTimeout(requestTimeout.toMillis())
          .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::accepted)
            .invalidRequestHandler(edge::handleInvalid)
            .requestHandler(edge::handle);
  }

  /** Opens the door. */
  public Future<HttpServer> listen() {
    return server.listen();
  }

  /**
   * Shows this certificate to whoever connects from now on.
   *
   * @return whether it is another one than before
   */
  public Future<Boolean> use(ServerCertificate certificate) {
    return server.updateSSLOptions(certificate.options());
  }

  private void accepted(HttpConnection connection) {
    FirstRequestTimeout.lift(connection);
    pipelineSetup.accepted(connection);
    guard.accepted(connection);
    // A caller that resets its connection, or speaks no HTTP, is no error of the gateway's.
    connection.exceptionHandler(failure -> log.debug("connection of a caller: {}", failure));
  }

  /** The port in use. */
  public int port() {
    return server.actualPort();
  }

  /**
   * How many callers' connections are open on this loop, those aside that have sent nothing yet.
   */
  public int connections() {
    return guard.connections();
  }
}
