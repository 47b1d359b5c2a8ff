package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that is told to stop while streams run. */
class StoppingTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private FakeProvider provider;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private GatewayUnderTest gateway(String grace) {
    return GatewayUnderTest.with()
        .groq(provider.baseUrl())
        .set("SHUTDOWN_GRACE_SECONDS", grace)
        .start();
  }

  private static CompletableFuture<HttpResponse<String>> stream(GatewayUnderTest gateway) {
    return gateway.sendAsync(
        gateway.post("/stream").POST(HttpRequest.BodyPublishers.ofString(ASK)).build());
  }

  @Test
  void runningStreamsFinish_whenThereIsGraceEnough() throws Exception {
    provider.always(Reply.words(10).betweenTokens(Duration.ofMillis(80)));
    try (GatewayUnderTest gateway = gateway("10")) {
      CompletableFuture<HttpResponse<String>> running = stream(gateway);
      eventually("the stream runs", () -> provider.openRequests() == 1);
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::stop);
      eventually("not ready first", () -> gateway.get("/health/ready").statusCode() == 503);

      assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> late = gateway.chat(ASK);
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.body()).contains("\"SHUTTING_DOWN\"");
      assertThat(Sse.data(running.get().body())).hasSize(11).endsWith("[DONE]");
      stopping.get();
      assertThat(gateway.metric("modelrouter_open_upstream_requests")).isZero();
    }
  }

  private GatewayUnderTest delayed(String seconds) {
    return GatewayUnderTest.with()
        .groq(provider.baseUrl())
        .set("SHUTDOWN_DELAY_SECONDS", seconds)
        .start();
  }

  @Test
  void requestsAreTaken_whileTheDelayLasts() {
    try (GatewayUnderTest gateway = delayed("3600")) {
      assertThat(gateway.gateway().stop().isComplete()).isFalse();

      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(gateway.chat(ASK).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void requestsAreRefused_whenTheDelayIsOver() {
    try (GatewayUnderTest gateway = delayed("0.05")) {
      gateway.stop();

      assertThat(gateway.chat(ASK).body()).contains("\"SHUTTING_DOWN\"");
    }
  }

  @Test
  void theStreamEndsWithAnError_whenTheGraceIsOver() throws Exception {
    provider.always(Reply.words(1_000).betweenTokens(Duration.ofMillis(50)));
    try (GatewayUnderTest gateway = gateway("0.3")) {
      CompletableFuture<HttpResponse<String>> running = stream(gateway);
      eventually("the stream runs", () -> provider.openRequests() == 1);
      gateway.stop();

      String body = running.get().body();
      assertThat(body).doesNotContain("[DONE]");
      assertThat(Sse.data(body).getLast()).startsWith("{\"error\":\"SHUTTING_DOWN\"");
      eventually("the provider is let go", () -> provider.openRequests() == 0);
    }
  }

  @Test
  void theStreamEndsWithAnError_atOnce_whenTheSignalComesAgain() throws Exception {
    provider.always(Reply.words(1_000).betweenTokens(Duration.ofMillis(50)));
    try (GatewayUnderTest gateway = gateway("60")) {
      CompletableFuture<HttpResponse<String>> running = stream(gateway);
      eventually("the stream runs", () -> provider.openRequests() == 1);
      gateway.gateway().hastenStop();
      assertThat(gateway.get("/health/ready").statusCode())
          .as("not told to stop yet")
          .isEqualTo(200);
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::stop);
      eventually("it stops", () -> gateway.get("/health/ready").statusCode() == 503);
      gateway.gateway().hastenStop();
      stopping.get(20, TimeUnit.SECONDS);

      assertThat(Sse.data(running.get().body()).getLast())
          .startsWith("{\"error\":\"SHUTTING_DOWN\"");
    }
  }
}
