package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Two nodes on one Redis. */
class RedisTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private int redisPort;
  private RedisServer redis;
  private FakeProvider provider;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      redisPort = socket.getLocalPort();
    }
    redis = server();
    redis.start();
    provider = FakeProvider.start();
    provider.always(Reply.text("ok"));
  }

  private RedisServer server() throws IOException {
    return RedisServer.newRedisServer()
        .port(redisPort)
        .setting("save \"\"")
        .setting("bind 127.0.0.1")
        .build();
  }

  @AfterEach
  void stop() throws IOException {
    redis.stop();
    provider.close();
  }

  private GatewayUnderTest.Builder node() {
    return GatewayUnderTest.with()
        .groq(provider.baseUrl())
        .set("GROQ_RATE_LIMIT", 0)
        // Two thousand at once keep a cold JVM busy for a while.
        .set("PROVIDER_TIMEOUT", 20)
        .set("REDIS_URL", "redis://127.0.0.1:" + redisPort + "/0");
  }

  private static List<CompletableFuture<HttpResponse<String>>> send(
      GatewayUnderTest node, int count) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          node.sendAsync(
              node.post("/chat").POST(HttpRequest.BodyPublishers.ofString(ASK)).build()));
    }
    return all;
  }

  @Test
  void exactlySixtyPassOverBothNodes_whenTwoThousandComeAtOnce() {
    try (GatewayUnderTest one = node().set("RATE_LIMIT_REQUESTS_PER_MINUTE", 60).start();
        GatewayUnderTest two = node().set("RATE_LIMIT_REQUESTS_PER_MINUTE", 60).start()) {
      assertThat(one.get("/health").body()).contains("\"state\":\"redis\"");
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>(send(one, 1_000));
      all.addAll(send(two, 1_000));

      assertThat(all.stream().filter(answer -> answer.join().statusCode() == 200)).hasSize(60);
      assertThat(all.stream().filter(answer -> answer.join().statusCode() == 429)).hasSize(1_940);
      assertThat(provider.chatRequests()).hasSize(60);
    }
  }

  @Test
  void aProviderOpenedByOneNodeIsAwayOnTheOther() {
    provider.always(Reply.status(500));
    try (GatewayUnderTest one = node().start();
        GatewayUnderTest two = node().start()) {
      one.chat(ASK);
      HttpResponse<String> other = two.chat("{\"provider\":\"groq\"," + ASK.substring(1));

      assertThat(other.statusCode()).isEqualTo(503);
      assertThat(other.body()).contains("PROVIDER_UNAVAILABLE");
      assertThat(provider.chatRequests()).hasSize(1);
      eventually(
          "the other node's health says so",
          () -> two.get("/health").body().contains("\"groq\":\"blacklisted\""));
    }
  }

  @Test
  void noRequestFails_whenRedisIsLostAndFoundAgain() throws Exception {
    try (GatewayUnderTest node = node().start()) {
      assertThat(node.chat(ASK).statusCode()).isEqualTo(200);
      redis.stop();
      for (int i = 0; i < 50; i++) {
        assertThat(node.chat(ASK).statusCode()).isEqualTo(200);
      }
      assertThat(node.get("/health").body()).contains("redis lost");
      assertThat(node.log().lines().filter(line -> line.contains("\"WARN\"")))
          .as("said once")
          .hasSizeLessThanOrEqualTo(2);
      redis = server();
      redis.start();
      eventually("found again", () -> node.get("/health").body().contains("\"state\":\"redis\""));
      assertThat(node.chat(ASK).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theGatewayStarts_whenRedisIsDown() throws Exception {
    redis.stop();
    try (GatewayUnderTest node = node().start()) {
      assertThat(node.chat(ASK).statusCode()).isEqualTo(200);
      assertThat(node.get("/health").body()).contains("redis lost");
    }
    redis = server();
    redis.start();
  }
}
