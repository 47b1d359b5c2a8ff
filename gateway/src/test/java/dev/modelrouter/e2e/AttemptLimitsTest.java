package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long one attempt may take, of the time that the whole request has. */
class AttemptLimitsTest {
  private static final String ROUTES =
      """
      routes:
        connecting: {targets: [groq/a, openai/b], timeouts: {connect: 200ms}}
        heading: {targets: [groq/a, openai/b], timeouts: {head: 300ms}}
        sharing: {targets: [groq/a, openai/b], timeouts: {total: 2s}}
        alone: {targets: [groq/a], timeouts: {total: 2s}}
      """;

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  private void start(URI first) {
    openai.always(Reply.text("the other"));
    gateway =
        GatewayUnderTest.with()
            .groq(first)
            .openai(openai.baseUrl())
            .set("FIRST_CHUNK_TIMEOUT", 20)
            .set("PROVIDER_TIMEOUT", 20)
            .set("MAX_RETRIES", 2)
            .file(ROUTES)
            .start();
  }

  @AfterEach
  void stop() {
    eventually("nothing runs", () -> groq.openRequests() + openai.openRequests() == 0);
    gateway.close();
    groq.close();
    openai.close();
  }

  private HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post("/v1/chat/completions", body(model, stream));
  }

  private static String body(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
        .formatted(model, stream);
  }

  private static String decision(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-modelrouter-decision").orElse("");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connect_limitsTheWayToTheProvider(boolean stream) throws IOException {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      // Nobody accepts, and what the system accepts in its place is spent: who comes now waits.
      for (int i = 0; i < 3; i++) {
        Socket waiting = new Socket();
        queue.add(waiting);
        connect(waiting, full);
      }
      start(URI.create("http://127.0.0.1:" + full.getLocalPort()));

      HttpResponse<String> answer = ask("connecting", stream);

      assertThat(answer.body()).contains("the other");
      assertThat(decision(answer)).isEqualTo("connecting/ordered: groq/a TIMEOUT, openai/b");
    } finally {
      for (Socket waiting : queue) {
        waiting.close();
      }
    }
  }

  private static void connect(Socket waiting, ServerSocket full) throws IOException {
    try {
      waiting.connect(full.getLocalSocketAddress(), 200);
    } catch (java.net.SocketTimeoutException e) {
      // It is full already.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void head_limitsTheTimeToTheHead(boolean stream) {
    start(groq.baseUrl());
    groq.always(Reply.hang());

    HttpResponse<String> answer = ask("heading", stream);

    assertThat(answer.body()).contains("the other");
    assertThat(decision(answer)).isEqualTo("heading/ordered: groq/a TIMEOUT, openai/b");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connect_isNotTheAnswer(boolean stream) {
    start(groq.baseUrl());
    groq.always(Reply.text("in time").beforeHead(Duration.ofMillis(600)));

    // Over a new connection, and over one that was kept.
    for (int i = 0; i < 2; i++) {
      assertThat(ask("connecting", stream).body()).contains("in time");
    }
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void head_isNotTheText() {
    start(groq.baseUrl());
    groq.always(Reply.text("in time").beforeFirstToken(Duration.ofMillis(600)));

    assertThat(ask("heading", true).body()).contains("in time");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsNotTheLast_getsHalfOfTheTime(boolean stream) {
    start(groq.baseUrl());
    groq.always(Reply.hang());

    long begin = System.nanoTime();
    HttpResponse<String> answer = ask("sharing", stream);
    long millis = (System.nanoTime() - begin) / 1_000_000;

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("the other");
    assertThat(millis).isBetween(980L, 1_900L);
    assertThat(decision(answer)).isEqualTo("sharing/ordered: groq/a TIMEOUT, openai/b");
  }

  @Test
  void whoIsTheLast_getsAllThatIsLeft() {
    start(groq.baseUrl());
    groq.always(Reply.hang());
    openai.always(Reply.text("the other").beforeHead(Duration.ofMillis(700)));

    assertThat(ask("sharing", false).body()).contains("the other");
  }

  @Test
  void whoIsAlone_getsAll() {
    start(groq.baseUrl());
    groq.always(Reply.text("slow").beforeHead(Duration.ofMillis(1_400)));

    assertThat(ask("alone", false).body()).contains("slow");
  }

  @Test
  void aBegunStream_isNotCutAtItsShare() {
    start(groq.baseUrl());
    groq.always(Reply.words(7).betweenTokens(Duration.ofMillis(200)));

    HttpResponse<String> answer = ask("sharing", true);

    assertThat(answer.body()).contains("w7 ", "[DONE]").doesNotContain("continued");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void aRequestsOwnLimit_isSharedToo() {
    start(groq.baseUrl());
    groq.always(Reply.hang());

    HttpResponse<String> answer =
        gateway.send(
            gateway
                .post("/v1/chat/completions")
                .header("x-modelrouter-timeout-ms", "800")
                .POST(HttpRequest.BodyPublishers.ofString(body("auto", false)))
                .build());

    assertThat(answer.body()).contains("the other");
  }
}
