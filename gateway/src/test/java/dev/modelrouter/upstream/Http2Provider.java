package dev.modelrouter.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A provider who speaks HTTP/2 in clear text; its requests have been read when they are given. */
final class Http2Provider implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  Http2Provider(BiConsumer<Vertx, HttpServerRequest> behaviour) throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.endHandler(ignored -> behaviour.accept(vertx, request)))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
