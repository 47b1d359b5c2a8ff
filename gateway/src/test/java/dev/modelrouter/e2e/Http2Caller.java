package dev.modelrouter.e2e;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A caller with one HTTP/2 connection, in clear text from the first byte. */
final class Http2Caller implements AutoCloseable {
  private static final long CANCEL = 8;

  private final Vertx vertx = Vertx.vertx();

  /** Held here, since Vert.x closes clients that nobody refers to any more. */
  private final HttpClientAgent client;

  private final HttpClientConnection connection;
  private final AtomicBoolean closed = new AtomicBoolean();

  Http2Caller(int port) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    connection = await(client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(port)));
    connection.closeHandler(ignored -> closed.set(true));
  }

  /** One request and what has come back of its answer. */
  static final class Exchange {
    private final HttpClientRequest request;
    private final StringBuffer text = new StringBuffer();
    private final CompletableFuture<HttpClientResponse> head = new CompletableFuture<>();
    private final CompletableFuture<String> whole = new CompletableFuture<>();

    private Exchange(HttpClientRequest request) {
      this.request = request;
      request.exceptionHandler(whole::completeExceptionally);
      request
          .response()
          .onComplete(
              response -> {
                response.handler(read -> text.append(read.toString()));
                response.exceptionHandler(whole::completeExceptionally);
                response.endHandler(ignored -> whole.complete(text.toString()));
                head.complete(response);
              },
              failure -> {
                head.completeExceptionally(failure);
                whole.completeExceptionally(failure);
              });
    }

    int status() {
      return get(head).statusCode();
    }

    String header(String name) {
      return get(head).getHeader(name);
    }

    /** The whole body. */
    String body() {
      return get(whole);
    }

    /** What has come so far. */
    String soFar() {
      return text.toString();
    }

    boolean broken() {
      return whole.isCompletedExceptionally();
    }

    Exchange write(String text) {
      request.write(Buffer.buffer(text));
      return this;
    }

    void reset() {
      await(request.reset(CANCEL).recover(gone -> Future.succeededFuture()));
    }
  }

  Exchange post(String path, String body) {
    return begin(HttpMethod.POST, path, true, body);
  }

  Exchange get(String path) {
    return begin(HttpMethod.GET, path, true, "");
  }

  /** A request whose body goes on. */
  Exchange open(String path, String begin) {
    return begin(HttpMethod.POST, path, false, begin);
  }

  private Exchange begin(HttpMethod method, String path, boolean end, String body) {
    CompletableFuture<Exchange> started = new CompletableFuture<>();
    // Streams are opened on the connection's own loop.
    connection
        .request(new RequestOptions().setMethod(method).setURI(path))
        .onComplete(
            request -> {
              Exchange exchange = new Exchange(request);
              request.putHeader("authorization", "Bearer " + GatewayUnderTest.KEY);
              if (end) {
                request.end(Buffer.buffer(body));
              } else {
                request.setChunked(true);
                request.write(Buffer.buffer(body));
              }
              started.complete(exchange);
            },
            started::completeExceptionally);
    return get(started);
  }

  boolean closed() {
    return closed.get();
  }

  private static <T> T await(Future<T> future) {
    return get(future.toCompletionStage().toCompletableFuture());
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
