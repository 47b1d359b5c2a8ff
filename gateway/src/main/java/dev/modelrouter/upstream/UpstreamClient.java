package dev.modelrouter.upstream;

import dev.modelrouter.socket.RoundFlush;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.ForbiddenAddress;
import dev.modelrouter.wire.OutboundRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one event loop to all providers.
 *
 * <p>Implementation notes. There is one client for each event loop, made and used only there, so
 * that an attempt's connection lives on the loop of its exchange. The pool has no size limit worth
 * the name: how much may be under way is decided by limits that hold for the whole process. A
 * connection that has carried a request before may have been closed by the provider in the same
 * instant in which it is used again; such a call is repeated once on another connection (RFC 9112,
 * 9.3.1), so {@link #unused} remembers which connections are new.
 */
public final class UpstreamClient {
  private static final int POOL_SIZE = 16_384;
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final int KEEP_ALIVE_SECONDS = 30;

  final Vertx vertx;
  private final HttpClientAgent client;
  private final Runnable opened;
  private final Runnable closed;
  private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A client for the current event loop.
   *
   * @param connectTimeout limit for making a connection, TLS included
   * @param opened runs when a call begins
   * @param closed runs when it has ended, exactly once for each that began
   */
  public UpstreamClient(Vertx vertx, Duration connectTimeout, Runnable opened, Runnable closed) {
    this.vertx = vertx;
    this.opened = opened;
    this.closed = closed;
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setConnectTimeout((int) connectTimeout.toMillis())
            .setSslHandshakeTimeout(connectTimeout.toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxInitialLineLength(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setDecompressionSupported(false);
    this.client =
        vertx
            .httpClientBuilder()
            .with(options)
            .with(new PoolOptions().setHttp1MaxSize(POOL_SIZE))
            .withConnectHandler(this::connected)
            .build();
  }

  /** The part of every call to one provider that never changes; made once per event loop. */
  public Template template(Endpoint endpoint, Map<String, String> headers) {
    MultiMap head = MultiMap.caseInsensitiveMultiMap();
    headers.forEach(head::add);
    return new Template(endpoint, head);
  }

  /** Sends the request; {@code listener} hears the rest. */
  public UpstreamCall send(Template template, OutboundRequest request, UpstreamListener listener) {
    HttpUpstreamCall call = new HttpUpstreamCall(this, template, request, listener);
    opened.run();
    call.start();
    return call;
  }

  /** Closes all connections. */
  public void close() {
    client.close();
  }

  HttpClientAgent client() {
    return client;
  }

  void callClosed() {
    closed.run();
  }

  /** Whether this is the connection's first request; asked once per request. */
  boolean firstUse(HttpConnection connection) {
    return unused.remove(connection);
  }

  private void connected(HttpConnection connection) {
    SocketAddress remote = connection.remoteAddress();
    if (remote != null && ForbiddenAddress.isSpelled(remote.hostAddress())) {
      // A name that leads there, now or since yesterday.
      connection.close();
      return;
    }
    unused.add(connection);
    RoundFlush.install(connection);
  }

  /** Where to and with which headers. */
  public static final class Template {
    private final Endpoint endpoint;
    private final MultiMap headers;

    private Template(Endpoint endpoint, MultiMap headers) {
      this.endpoint = endpoint;
      this.headers = headers;
    }

    MultiMap headers() {
      return headers;
    }

    RequestOptions options(String path) {
      return new RequestOptions()
          .setMethod(HttpMethod.POST)
          .setHost(endpoint.host())
          .setPort(endpoint.port())
          .setSsl(endpoint.tls())
          .setURI(endpoint.basePath() + path);
    }
  }
}
