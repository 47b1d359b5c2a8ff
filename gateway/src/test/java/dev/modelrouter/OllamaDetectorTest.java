package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.wire.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is taken for an Ollama that nobody configured. */
class OllamaDetectorTest {
  private final Vertx vertx = Vertx.vertx();
  private final ModelCatalogue models = ModelCatalogue.load();
  private final OllamaDetector watch =
      new OllamaDetector(
          vertx,
          new ActiveProviders(
              SettingsReader.read(Map.of(), Map.of(), ProviderCatalogue.load()),
              () -> 0,
              LiveTargetStatus.ofNothing(models, 1),
              () -> models));

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private boolean found(int port) throws Exception {
    return watch
        .answers(new Endpoint(false, "127.0.0.1", port, ""))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private int server(Consumer<HttpServerRequest> answer) throws Exception {
    return vertx
        .createHttpServer()
        .requestHandler(answer::accept)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  @Test
  void answers_asOllamaDoes_isFound() throws Exception {
    try (FakeProvider ollama = FakeProvider.start()) {
      assertThat(found(ollama.baseUrl().getPort())).isTrue();
    }
    int chunked =
        server(request -> request.response().setChunked(true).end("{\"version\":\"0.12.3\"}"));
    assertThat(found(chunked)).isTrue();
  }

  @Test
  void answers_ofAnythingElse_isNotFound() throws Exception {
    assertThat(found(1)).as("nobody listens").isFalse();
    assertThat(found(server(request -> request.response().end("hello")))).isFalse();
    assertThat(found(server(request -> request.response().end("{\"name\":\"other\"}")))).isFalse();
    assertThat(
            found(
                server(
                    request -> request.response().setStatusCode(404).end("{\"version\":\"1\"}"))))
        .isFalse();
    assertThat(found(server(request -> request.connection().close()))).isFalse();
    assertThat(
            found(
                server(
                    request ->
                        request.response().end("{\"version\":\"" + "x".repeat(5_000) + "\"}"))))
        .isFalse();
  }

  @Test
  void answers_ofAGateway_isNotFound_sinceItWouldAskItself() throws Exception {
    int gateway =
        server(
            request ->
                request
                    .response()
                    .putHeader("X-Process-Time", "0.001")
                    .end("{\"version\":\"0.12.3\"}"));
    assertThat(found(gateway)).isFalse();
  }
}
