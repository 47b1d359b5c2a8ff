package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers who speak HTTP/2: what holds for a connection on HTTP/1.1 holds for each stream. */
class Http2Test {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String EMPTY_SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private FakeProvider provider;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
    gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .set("GROQ_RATE_LIMIT", 0)
            .set("MAX_BODY_BYTES", 10 * 1024 * 1024)
            .set("PROVIDER_TIMEOUT", 20)
            .set("FIRST_CHUNK_TIMEOUT", 20)
            .set("REQUEST_TIMEOUT_SECONDS", "0.7")
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  @Test
  void manyStreamsOfOneConnection_areAnsweredEachWithItsOwn() {
    provider.replyBy(
        asked -> Reply.text(asked.bodyText().replaceAll("(?s).*content\":\"(n\\d+)\".*", "$1")));
    try (Http2Caller caller = new Http2Caller(gateway.port())) {
      List<Http2Caller.Exchange> all = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        all.add(
            caller.post(
                i % 2 == 0 ? "/chat" : "/stream",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"n" + i + "\"}]}"));
      }
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).status()).isEqualTo(200);
        assertThat(all.get(i).body()).containsPattern("\\bn" + i + "\\b");
        ids.add(all.get(i).header("x-request-id"));
      }
      assertThat(ids).hasSize(300);
    }
  }

  @Test
  void upgradeFromHttp11_isTaken() throws Exception {
    provider.always(Reply.text("hello"));
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpResponse<String> answer =
          client.send(
              gateway.post("/chat").POST(HttpRequest.BodyPublishers.ofString(ASK)).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("hello");
    }
  }

  @Test
  void resettingOneStream_cancelsItsExchangeOnly() {
    provider.always(Reply.words(12).betweenTokens(Duration.ofMillis(100)));
    try (Http2Caller caller = new Http2Caller(gateway.port())) {
      Http2Caller.Exchange leaves = caller.post("/stream", ASK);
      Http2Caller.Exchange stays = caller.post("/stream", ASK);
      eventually("both run", () -> leaves.soFar().contains("w2") && stays.soFar().contains("w2"));

      long left = System.nanoTime();
      leaves.reset();
      eventually("the provider sees it", () -> provider.disconnects() == 1);
      assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofSeconds(1));
      assertThat(provider.openRequests()).as("the other goes on").isOne();
      assertThat(Sse.data(stays.body())).hasSize(13).endsWith("[DONE]");
      assertThat(gateway.metric("modelrouter_cancelled_total{route=\"/stream\"}")).isOne();
      assertThat(
              gateway.metric(
                  "modelrouter_requests_total{route=\"/stream\",method=\"POST\",status=\"499\"}"))
          .isOne();
      assertThat(caller.closed()).isFalse();
    }
  }

  @Test
  void losingTheConnection_cancelsAllItsExchanges() {
    provider.always(Reply.words(1_000).betweenTokens(Duration.ofMillis(50)));
    try (Http2Caller caller = new Http2Caller(gateway.port())) {
      for (int i = 0; i < 20; i++) {
        caller.post("/stream", ASK);
      }
      eventually("all run", () -> provider.openRequests() == 20);
    }
    eventually("the provider sees it", () -> provider.disconnects() == 20);
    eventually(
        "all count", () -> gateway.metric("modelrouter_cancelled_total{route=\"/stream\"}") == 20);
  }

  @Test
  void refusals_areWhatTheyAreOnHttp11() {
    try (Http2Caller caller = new Http2Caller(gateway.port())) {
      assertThat(caller.post("/chat", "nonsense").status()).isEqualTo(422);
      assertThat(caller.post("/stream", "{}").status()).isEqualTo(422);
      assertThat(caller.post("/chat", "").status()).isEqualTo(422);
      assertThat(caller.post("/v1/chat/completions", "nonsense").status()).isEqualTo(400);
      assertThat(caller.get("/nowhere").status()).isEqualTo(404);
      assertThat(caller.get("/chat").status()).isEqualTo(405);
      assertThat(caller.get("/health").status()).isEqualTo(200);
      Http2Caller.Exchange large =
          caller.post("/chat", "{\"x\":\"" + "y".repeat(10 * 1024 * 1024) + "\"}");
      assertThat(large.status()).isEqualTo(413);
      assertThat(large.body()).contains("PAYLOAD_TOO_LARGE");
      assertThat(caller.closed()).isFalse();
    }
    assertThat(provider.chatRequests()).isEmpty();
  }

  @Test
  void aSlowBody_costsItsStreamOnly() {
    provider.always(Reply.text("hello"));
    try (Http2Caller caller = new Http2Caller(gateway.port())) {
      Http2Caller.Exchange slow = caller.open("/chat", "{\"mess");
      assertThat(caller.post("/chat", ASK).status()).isEqualTo(200);

      assertThat(slow.status()).isEqualTo(408);
      assertThat(slow.header("connection")).isNull();
      assertThat(caller.post("/chat", ASK).status()).isEqualTo(200);
      assertThat(caller.closed()).isFalse();
    }
  }

  @Test
  void aConnectionThatNeverSendsAHead_isCut() {
    for (String begin : new String[] {"", "PRI * HT", PREFACE, PREFACE + EMPTY_SETTINGS}) {
      try (RawCaller caller = new RawCaller(gateway.port())) {
        caller.send(begin);
        // Returns at the connection's end, and throws when that does not come in time.
        caller.readToEnd(3_000);
      }
    }
  }

  @Test
  void aFloodOfResets_costsTheConnectionOnly() {
    provider.always(Reply.hang());
    try (Http2Caller flooding = new Http2Caller(gateway.port());
        Http2Caller other = new Http2Caller(gateway.port())) {
      Http2Caller.Exchange bystander = other.post("/stream", ASK);
      try {
        for (int i = 0; i < 400 && !flooding.closed(); i++) {
          flooding.post("/chat", ASK).reset();
        }
      } catch (AssertionError e) {
        // The connection went away while a stream was opened.
        assertThat(e).hasRootCauseInstanceOf(Exception.class);
      }
      eventually("the flooding caller is cut", flooding::closed);
      eventually("nothing of it goes on", () -> provider.openRequests() == 1);
      assertThat(bystander.broken()).isFalse();
      bystander.reset();
    }
  }

  @Test
  void runningStreamsFinish_whenTheGatewayStops() throws Exception {
    provider.always(Reply.words(10).betweenTokens(Duration.ofMillis(50)));
    try (Http2Caller caller = new Http2Caller(gateway.port())) {
      Http2Caller.Exchange running = caller.post("/stream", ASK);
      eventually("the stream runs", () -> provider.openRequests() == 1);
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::stop);
      eventually("not ready first", () -> caller.get("/health/ready").status() == 503);

      assertThat(caller.post("/chat", ASK).status()).isEqualTo(503);
      assertThat(Sse.data(running.body())).hasSize(11).endsWith("[DONE]");
      stopping.get();
    }
  }
}
