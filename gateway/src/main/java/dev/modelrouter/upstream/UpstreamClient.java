package dev.modelrouter.upstream;

import dev.modelrouter.socket.PipelineSetup;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.MetadataAddressGuard;
import dev.modelrouter.wire.OutboundRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop to all providers.
 *
 * <p>Implementation notes. There is one client for each event loop and way of making connections,
 * made when it is first needed and used only there, so that an attempt's connection lives on the
 * loop of its exchange. A connection that has carried a request before may have been closed by the
 * provider in the same instant in which it is used again; such a call is repeated once on another
 * connection (RFC 9112, 9.3.1), so {@link #unused} remembers which connections are new. HTTP/1.1
 * without a proxy, which is the usual case, goes over {@link ConnectionPool}; HTTP/2 and proxies
 * over the pool of Vert.x.
 */
public final class UpstreamClient {
  private static final Logger log = LoggerFactory.getLogger(UpstreamClient.class);
  private static final int OK = 200;
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final long SWEEP_MILLIS = 5_000;
  private static final int SHORTEST_SECRET = 4;
  private static final Pattern SECRET_HEADER =
      Pattern.compile("authorization|key|token|secret|credential|cookie");

  final Vertx vertx;
  private final BiFunction<String, Endpoint, UpstreamTransport> transports;
  private final String userAgent;
  private final @Nullable TrustOptions trust;
  private final Runnable opened;
  private final Runnable closed;
  private final PipelineSetup pipelineSetup = new PipelineSetup();
  private long sweeper = -1;
  private final Map<UpstreamTransport, HttpClientAgent> clients = new HashMap<>();
  private final Map<UpstreamTransport, HttpClientAgent> freshClients = new HashMap<>();
  private final Map<PoolKey, ConnectionPool> kept = new HashMap<>();
  private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A client for the current event loop.
   *
   * @param transports how connections to a provider, given by name and place, are made
   * @param userAgent what the gateway calls itself where a provider's headers do not say otherwise
   * @param trust whose certificates are trusted; null for the public authorities
   * @param opened runs when a call begins
   * @param closed runs when it has ended, exactly once for each that began
   */
  public UpstreamClient(
      Vertx vertx,
      BiFunction<String, Endpoint, UpstreamTransport> transports,
      String userAgent,
      @Nullable TrustOptions trust,
      Runnable opened,
      Runnable closed) {
    this.vertx = vertx;
    this.transports = transports;
    this.userAgent = userAgent;
    this.trust = trust;
    this.opened = opened;
    this.closed = closed;
  }

  /** Where connections that may be exchanged for one another lead, and how. */
  private record PoolKey(
      UpstreamTransport transport, String host, String urlHost, int port, boolean tls) {}

  /** The part of every call to a provider without a query of its own. */
  public RequestTemplate template(String provider, Endpoint endpoint, Map<String, String> headers) {
    return template(provider, endpoint, headers, "");
  }

  /**
   * The part of every call to one provider that never changes; made once per event loop.
   *
   * @param query what is added to the query of every call, percent-encoded; possibly empty
   */
  public RequestTemplate template(
      String provider, Endpoint endpoint, Map<String, String> headers, String query) {
    MultiMap head = MultiMap.caseInsensitiveMultiMap();
    headers.forEach(head::add);
    if (!head.contains(HttpHeaders.USER_AGENT)) {
      head.set(HttpHeaders.USER_AGENT, userAgent);
    }
    UpstreamTransport transport = transports.apply(provider, endpoint);
    HttpClientAgent client =
        clients.computeIfAbsent(transport, made -> client(made, made.http2(), true));
    return new RequestTemplate(
        client,
        () -> freshClients.computeIfAbsent(transport, made -> client(made, false, false)),
        transport.http2() || transport.proxy() != null
            ? null
            : kept.computeIfAbsent(
                new PoolKey(
                    transport,
                    endpoint.host(),
                    endpoint.urlHost(),
                    endpoint.port(),
                    endpoint.tls()),
                poolKey -> kept(client, poolKey)),
        endpoint,
        query,
        head,
        transport.proxy() != null);
  }

  private ConnectionPool kept(HttpClientAgent client, PoolKey poolKey) {
    HttpConnectOptions options =
        new HttpConnectOptions()
            .setServer(SocketAddress.inetSocketAddress(poolKey.port(), poolKey.host()))
            .setHost(poolKey.urlHost())
            .setPort(poolKey.port())
            .setSsl(poolKey.tls());
    return new ConnectionPool(
        () -> client.connect(options).compose(this::ready), poolKey.transport().poolSize());
  }

  private Future<HttpClientConnection> ready(HttpClientConnection made) {
    connected(made);
    return unused.contains(made)
        ? Future.succeededFuture(made)
        : Future.failedFuture("the address is not allowed");
  }

  private HttpClientAgent client(UpstreamTransport transport, boolean http2, boolean kept) {
    int connectMillis = (int) transport.connectTimeout().toMillis();
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setKeepAlive(kept)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setConnectTimeout(connectMillis)
            .setSslHandshakeTimeout(connectMillis)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxInitialLineLength(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setDecompressionSupported(false);
    if (http2) {
      options
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setUseAlpn(true)
          .setHttp2ClearTextUpgrade(false)
          .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
          .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEAD_BYTES));
    }
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    UpstreamTransport.Proxy proxy = transport.proxy();
    if (proxy != null) {
      options.setProxyOptions(options(proxy, transport));
    }
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(
            new PoolOptions()
                .setHttp1MaxSize(transport.poolSize())
                .setHttp2MaxSize(transport.poolSize()))
        .withConnectHandler(this::connected)
        .build();
  }

  private static ProxyOptions options(UpstreamTransport.Proxy proxy, UpstreamTransport transport) {
    ProxyOptions options =
        new ProxyOptions()
            .setType(ProxyType.HTTP)
            .setHost(proxy.host())
            .setPort(proxy.port())
            .setConnectTimeout(transport.connectTimeout());
    if (proxy.user() != null) {
      options.setUsername(proxy.user()).setPassword(proxy.password());
    }
    return options;
  }

  /** Sends the request; {@code listener} hears the rest. */
  public UpstreamCall send(
      RequestTemplate requestTemplate, OutboundRequest request, UpstreamListener listener) {
    if (sweeper == -1) {
      sweeper =
          vertx.setPeriodic(SWEEP_MILLIS, ignored -> kept.values().forEach(ConnectionPool::sweep));
    }
    HttpUpstreamCall call = new HttpUpstreamCall(this, requestTemplate, request, listener);
    opened.run();
    call.start();
    return call;
  }

  /**
   * Asks for a small document, beside all exchanges.
   *
   * @param path behind the endpoint's base path
   * @param timeout limit for the whole of it
   * @param maxBytes limit for the document
   * @return the document; fails for any status but 200
   */
  public Future<byte[]> fetch(
      RequestTemplate requestTemplate, String path, Duration timeout, int maxBytes) {
    return request(requestTemplate, HttpMethod.GET, path, timeout)
        .compose(
            response -> {
              if (response.statusCode() != OK) {
                discard(response);
                return Future.failedFuture("status " + response.statusCode());
              }
              return document(response, maxBytes);
            });
  }

  /**
   * A document with what came before it.
   *
   * @param status HTTP status
   * @param header looks up a header by its lower-case name
   */
  public record FetchedResponse(
      int status, Function<String, @Nullable String> header, byte[] body) {}

  /**
   * Asks for a small document without sending one, beside all exchanges.
   *
   * @param path behind the endpoint's base path
   * @param timeout limit for the whole of it
   * @param maxBytes limit for the document
   * @return the document, whatever the status; fails where none came
   */
  public Future<FetchedResponse> ask(
      RequestTemplate requestTemplate,
      HttpMethod method,
      String path,
      Duration timeout,
      int maxBytes) {
    return request(requestTemplate, method, path, timeout)
        .compose(
            response ->
                document(response, maxBytes)
                    .map(
                        body ->
                            new FetchedResponse(response.statusCode(), response::getHeader, body)));
  }

  private static Future<HttpClientResponse> request(
      RequestTemplate requestTemplate, HttpMethod method, String path, Duration timeout) {
    return requestTemplate
        .client()
        .request(requestTemplate.options(path).setMethod(method).setTimeout(timeout.toMillis()))
        .compose(
            request -> {
              request.headers().addAll(requestTemplate.headers()).remove(HttpHeaders.CONTENT_TYPE);
              return request.send();
            })
        .compose(
            response -> {
              if (response.statusCode() < OK) {
                discard(response);
                return Future.failedFuture("status " + response.statusCode());
              }
              return Future.succeededFuture(response);
            });
  }

  private static void discard(HttpClientResponse response) {
    // Its own reset is no news.
    response.exceptionHandler(ignored -> {});
    var _ = response.request().reset();
  }

  private static Future<byte[]> document(HttpClientResponse response, int maxBytes) {
    Promise<byte[]> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        read -> {
          body.appendBuffer(read);
          if (body.length() > maxBytes) {
            var _ = response.request().reset();
            whole.tryFail("more than " + maxBytes + " bytes");
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(ignored -> whole.tryComplete(body.getBytes()));
    return whole.future();
  }

  /** Closes all connections. */
  public void close() {
    vertx.cancelTimer(sweeper);
    clients.values().forEach(HttpClientAgent::close);
    freshClients.values().forEach(HttpClientAgent::close);
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
    if (remote != null && MetadataAddressGuard.isSpelled(remote.hostAddress())) {
      // A name that leads there, now or since yesterday.
      connection.close();
      return;
    }
    unused.add(connection);
    // Whoever uses it is told what breaks it; here it would be an error that nobody can act on.
    connection.exceptionHandler(failure -> log.debug("connection to a provider: {}", failure));
    pipelineSetup.connected(connection, MAX_HEAD_BYTES, MAX_CHUNK_BYTES);
  }

  /** Where to, over which connections and with which headers. */
  public static final class RequestTemplate {
    private final HttpClientAgent client;
    private final Supplier<HttpClientAgent> freshClient;
    private final @Nullable ConnectionPool kept;
    private final Endpoint endpoint;
    private final String query;
    private final MultiMap headers;
    private final boolean proxied;
    private final List<String> secrets;
    private @Nullable String lastPath;
    private @Nullable RequestOptions lastOptions;

    private RequestTemplate(
        HttpClientAgent client,
        Supplier<HttpClientAgent> freshClient,
        @Nullable ConnectionPool kept,
        Endpoint endpoint,
        String query,
        MultiMap headers,
        boolean proxied) {
      this.client = client;
      this.freshClient = freshClient;
      this.kept = kept;
      this.endpoint = endpoint;
      this.query = query;
      this.headers = headers;
      this.proxied = proxied;
      this.secrets = secrets(headers);
    }

    /** What of the headers no caller may see: values that are long enough to be keys. */
    private static List<String> secrets(MultiMap headers) {
      List<String> all = new ArrayList<>();
      for (Map.Entry<String, String> header : headers) {
        String name = header.getKey().toLowerCase(Locale.ROOT);
        String value = header.getValue();
        String key = value.substring(value.lastIndexOf(' ') + 1);
        if (SECRET_HEADER.matcher(name).find() && key.length() >= SHORTEST_SECRET) {
          all.add(key);
        }
      }
      return all;
    }

    /** The text without the keys that are sent to this provider, which some repeat. */
    String withoutSecrets(String text) {
      String clean = text;
      for (String secret : secrets) {
        clean = clean.replace(secret, "***");
      }
      return clean;
    }

    HttpClientAgent client() {
      return client;
    }

    /** One whose connections carry one request each. */
    HttpClientAgent freshClient() {
      return freshClient.get();
    }

    /** Connections for one request after another, or null where Vert.x pools them. */
    @Nullable ConnectionPool kept() {
      return kept;
    }

    MultiMap headers() {
      return headers;
    }

    boolean proxied() {
      return proxied;
    }

    /** What a call to this path asks for; nearly all go to the same one. */
    RequestOptions post(String path) {
      RequestOptions known = lastOptions;
      if (known == null || !path.equals(lastPath)) {
        known = options(path);
        lastPath = path;
        lastOptions = known;
      }
      return known;
    }

    RequestOptions options(String path) {
      RequestOptions options = new RequestOptions();
      if (!endpoint.urlHost().equals(endpoint.host())) {
        options.setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host()));
      }
      return options
          .setMethod(HttpMethod.POST)
          .setHost(endpoint.urlHost())
          .setPort(endpoint.port())
          .setSsl(endpoint.tls())
          .setURI(endpoint.basePath() + (query.isEmpty() ? path : queried(path)));
    }

    private String queried(String path) {
      return path + (path.indexOf('?') < 0 ? '?' : '&') + query;
    }
  }
}
