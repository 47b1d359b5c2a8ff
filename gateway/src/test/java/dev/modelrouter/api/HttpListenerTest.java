package dev.modelrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
  private static final byte[] ANSWER = {'{', '}'};

  /**
   * What a plain port does to find out who speaks HTTP/2 must cost HTTP/1.1 nothing: beside the
   * codec, and what sends at the end of each round, there is nobody in the way once the first head
   * has been read.
   */
  @Test
  void pipeline_ofAPlainHttp11Connection_hasNothingOfHttp2InIt() throws Exception {
    Vertx vertx = Vertx.vertx();
    List<List<String>> pipelines = new CopyOnWriteArrayList<>();
    HttpRequestRouter.HttpRoute httpRoute =
        new HttpRequestRouter.HttpRoute(
            HttpMethod.GET,
            "/x",
            call -> {
              HttpServerConnection connection = (HttpServerConnection) call.request().connection();
              pipelines.add(connection.channelHandlerContext().pipeline().names());
              call.json(200, ANSWER, null);
            });
    HttpListener front =
        new HttpListener(
            vertx,
            "127.0.0.1",
            0,
            null,
            Duration.ofSeconds(5),
            path -> List.of(httpRoute),
            new LocalAccess(() -> false, "127.0.0.1", List.of(), List.of()),
            new Cors(List.of()),
            System::nanoTime,
            1,
            (call, status, nanos) -> {});
    front.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + "/x"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      assertThat(front.connections()).as("both came on one").isOne();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    assertThat(pipelines).hasSize(2);
    assertThat(pipelines.getLast())
        .startsWith("FlushCoalescer#0", "httpDecoder", "httpEncoder", "handler")
        .hasSize(5);
  }
}
