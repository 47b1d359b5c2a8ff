package dev.modelrouter.e2e;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * An OpenAI-compatible provider that speaks what {@code FakeProvider} does not: TLS and HTTP/2. Its
 * answers take a moment, so that calls overlap.
 */
final class StandInProvider implements AutoCloseable {
  private static final long MOMENT_MILLIS = 100;
  private static final String ANSWER =
      "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{"
          + "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"from afar\"},"
          + "\"finish_reason\":\"stop\"}]}";
  private static final String TOKEN =
      "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final List<HttpVersion> versions = new CopyOnWriteArrayList<>();
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Set<HttpServerRequest> open = ConcurrentHashMap.newKeySet();

  private StandInProvider(HttpServerOptions options) {
    try {
      server =
          vertx
              .createHttpServer(options)
              .requestHandler(this::answer)
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** In clear text, HTTP/1.1 and HTTP/2. */
  static StandInProvider plain() {
    return new StandInProvider(new HttpServerOptions());
  }

  /** Over TLS. */
  static StandInProvider tls(X509Bundle bundle, boolean http2) {
    return new StandInProvider(
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(
                http2
                    ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                    : List.of(HttpVersion.HTTP_1_1))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(bundle.getCertificatePEM()))
                    .addKeyValue(Buffer.buffer(bundle.getPrivateKeyPEM()))));
  }

  private void answer(HttpServerRequest request) {
    versions.add(request.version());
    connections.add(request.connection());
    open.add(request);
    request.response().closeHandler(ignored -> open.remove(request));
    request
        .body()
        .onSuccess(
            body -> {
              if (body.toString().contains("\"stream\":true")) {
                // Never ends by itself.
                request.response().setChunked(true).putHeader("content-type", "text/event-stream");
                vertx.setPeriodic(
                    MOMENT_MILLIS,
                    timer -> {
                      if (open.contains(request)) {
                        request.response().write(TOKEN);
                      } else {
                        vertx.cancelTimer(timer);
                      }
                    });
              } else {
                vertx.setTimer(
                    MOMENT_MILLIS,
                    ignored -> {
                      open.remove(request);
                      request.response().end(ANSWER);
                    });
              }
            });
  }

  int port() {
    return server.actualPort();
  }

  /** What each request came in. */
  List<HttpVersion> versions() {
    return versions;
  }

  /** How many connections have carried requests. */
  int connections() {
    return connections.size();
  }

  /** How many requests are under way. */
  int open() {
    return open.size();
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
