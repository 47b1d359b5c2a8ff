package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider that takes only so many requests at once, and those who wait for it. */
class QueueTest {
  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  private GatewayUnderTest start(String routes, Object... more) {
    GatewayUnderTest.Builder builder =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .openai(openai.baseUrl())
            .set("GROQ_RATE_LIMIT", 0)
            .set("GROQ_MAX_IN_FLIGHT", 1)
            .set("PROVIDER_TIMEOUT", 10)
            .set("FIRST_CHUNK_TIMEOUT", 10)
            .file(routes);
    for (int i = 0; i < more.length; i += 2) {
      builder.set(more[i].toString(), more[i + 1]);
    }
    gateway = builder.start();
    return gateway;
  }

  @AfterEach
  void stop() {
    eventually("nothing runs", () -> groq.openRequests() + openai.openRequests() == 0);
    gateway.assertIdle();
    gateway.close();
    groq.close();
    openai.close();
  }

  private CompletableFuture<HttpResponse<String>> ask(String model) {
    return gateway.sendAsync(
        gateway
            .post("/v1/chat/completions")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                        .formatted(model)))
            .build());
  }

  private void busy() {
    groq.script(Reply.text("first").beforeHead(Duration.ofMillis(600)));
    var _ = ask("groq/a");
    eventually("it is busy", () -> groq.openRequests() == 1);
  }

  private static String provider(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-modelrouter-provider").orElse("");
  }

  @Test
  void busy_withoutWaiting_theNextIsAsked() {
    start("routes: {smart: [groq/a, openai/b]}");
    busy();

    HttpResponse<String> answer = ask("smart").join();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(provider(answer)).isEqualTo("openai");
    assertThat(answer.headers().firstValue("x-modelrouter-decision"))
        .hasValue("smart/ordered: groq/a OVERLOADED, openai/b");
  }

  @Test
  void busy_withWaiting_itsTurnComes() {
    start("routes: {smart: {targets: [groq/a, openai/b], queue_timeout: 5s}}");
    busy();

    HttpResponse<String> answer = ask("smart").join();

    assertThat(provider(answer)).isEqualTo("groq");
    assertThat(groq.chatRequests()).hasSize(2);
  }

  @Test
  void waitedInVain_theNextIsAsked() {
    start("routes: {smart: {targets: [groq/a, openai/b], queue_timeout: 100ms}}");
    busy();

    assertThat(provider(ask("smart").join())).isEqualTo("openai");
  }

  @Test
  void nobodyLeft_is429_withAnHonestRetryAfter() {
    start("", "QUEUE_TIMEOUT_SECONDS", "0.05", "QUEUE_LENGTH", 1);
    groq.script(Reply.text("warm"));
    assertThat(ask("groq/a").join().statusCode()).isEqualTo(200);
    busy();

    HttpResponse<String> answer = ask("groq/a").join();

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("as many requests under way as it may");
    assertThat(groq.chatRequests()).hasSize(2);
  }

  @Test
  void retryAfter_isWhatTheLineTells() {
    start("", "QUEUE_TIMEOUT_SECONDS", "10", "QUEUE_LENGTH", 2);
    groq.always(Reply.text("slow").beforeHead(Duration.ofMillis(200)));
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(ask("groq/a"));
    }
    // One has been served from the line, so how fast it moves is known.
    eventually("the line moves", () -> groq.chatRequests().size() >= 2);
    all.add(ask("groq/a"));
    all.add(ask("groq/a"));
    all.add(ask("groq/a"));

    List<HttpResponse<String>> answers = all.stream().map(CompletableFuture::join).toList();

    List<HttpResponse<String>> refused =
        answers.stream().filter(answer -> answer.statusCode() == 429).toList();
    assertThat(refused).isNotEmpty();
    assertThat(refused)
        .allSatisfy(
            answer ->
                assertThat(answer.headers().firstValueAsLong("retry-after-ms").orElse(0))
                    .isBetween(100L, 5_000L));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429);
  }

  @Test
  void theImportant_goFirst_thenWhoWaitedLongest() {
    start(
        """
        routes:
          low: {targets: [groq/low], queue_timeout: 10s, priority: 1}
          high: {targets: [groq/high], queue_timeout: 10s, priority: 9}
        """);
    busy();
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (String name : List.of("low", "low", "high", "high")) {
      all.add(ask(name).thenAccept(answer -> order.add(name)));
      // Each is in the line before the next comes.
      long before = all.size();
      eventually("it waits", () -> gateway.waiting("groq") == before);
    }

    all.forEach(CompletableFuture::join);

    assertThat(order).containsExactly("high", "high", "low", "low");
  }

  @Test
  void whoLeaves_isNotServed() {
    start("", "QUEUE_TIMEOUT_SECONDS", "10");
    busy();
    CompletableFuture<HttpResponse<String>> leaving = ask("groq/a");
    eventually("it waits", () -> gateway.waiting("groq") == 1);
    CompletableFuture<HttpResponse<String>> staying = ask("groq/a");
    eventually("both wait", () -> gateway.waiting("groq") == 2);

    leaving.cancel(true);

    assertThat(staying.join().statusCode()).isEqualTo(200);
    assertThat(groq.chatRequests()).hasSize(2);
    assertThat(gateway.waiting("groq")).isZero();
  }

  @Test
  void manyAtOnce_neverMoreThanTheLimit_allAnswered() {
    start("", "QUEUE_TIMEOUT_SECONDS", "20", "GROQ_MAX_IN_FLIGHT", 3);
    groq.always(Reply.text("x").beforeHead(Duration.ofMillis(10)));
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(ask("groq/a"));
    }

    assertThat(all).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    assertThat(groq.maxOpenRequests()).isLessThanOrEqualTo(3);
  }

  @Test
  void adaptiveLimit_learnsFromWhoIsTurnedAway() {
    start("", "GROQ_ADAPTIVE_LIMIT", true, "GROQ_MAX_IN_FLIGHT", 2, "BREAKER_FAILURES", 5);
    groq.script(Reply.status(500), Reply.text("first").beforeHead(Duration.ofMillis(400)));
    assertThat(ask("groq/a").join().statusCode()).isEqualTo(502);
    CompletableFuture<HttpResponse<String>> first = ask("groq/a");
    eventually("one runs", () -> groq.openRequests() == 1);

    assertThat(ask("groq/a").join().statusCode()).as("2 · 0.8 is 1").isEqualTo(429);
    assertThat(first.join().statusCode()).isEqualTo(200);
  }
}
