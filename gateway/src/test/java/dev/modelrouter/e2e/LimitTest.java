package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that really limit. */
class LimitTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private FakeProvider provider;
  private FakeProvider other;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
    other = FakeProvider.start();
    provider.always(Reply.text("ok"));
    other.always(Reply.text("other"));
  }

  @AfterEach
  void stop() {
    provider.close();
    other.close();
  }

  private static List<HttpResponse<String>> parallel(
      GatewayUnderTest gateway, int count, String path) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          gateway.sendAsync(
              gateway.post(path).POST(HttpRequest.BodyPublishers.ofString(ASK)).build()));
    }
    return all.stream().map(CompletableFuture::join).toList();
  }

  private static long count(List<HttpResponse<String>> answers, int status) {
    return answers.stream().filter(answer -> answer.statusCode() == status).count();
  }

  @Test
  void exactlySixtyPass_whenTwoThousandComeAtOnce() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .set("PROVIDER_TIMEOUT", 20)
            .set("GROQ_RATE_LIMIT", 0)
            .set("RATE_LIMIT_REQUESTS_PER_MINUTE", 60)
            .start()) {
      List<HttpResponse<String>> answers = parallel(gateway, 2_000, "/chat");

      assertThat(count(answers, 200)).isEqualTo(60);
      assertThat(count(answers, 429)).isEqualTo(1_940);
      assertThat(provider.chatRequests()).hasSize(60);
      HttpResponse<String> refused =
          answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
      assertThat(refused.body()).startsWith("{\"detail\":{\"error\":\"RATE_LIMIT\"");
      assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
          .isBetween(1L, 61L);
    }
  }

  @Test
  void theNextProviderTakesOver_whenAProvidersOwnLimitIsSpent() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .openai(other.baseUrl())
            .set("PROVIDER_TIMEOUT", 20)
            .set("GROQ_RATE_LIMIT", 60)
            .set("OPENAI_RATE_LIMIT", 0)
            .start()) {
      List<HttpResponse<String>> answers = parallel(gateway, 500, "/chat");

      assertThat(count(answers, 200)).isEqualTo(500);
      assertThat(provider.chatRequests()).hasSize(60);
      assertThat(other.chatRequests()).hasSize(440);
      HttpResponse<String> named =
          gateway.chat(
              "{\"provider\":\"groq\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      assertThat(named.statusCode()).isEqualTo(429);
      assertThat(named.body()).contains("\"RATE_LIMIT\"");
      assertThat(named.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void onlySoManyStreamsAreOpenAtOnce_andTheirSlotsComeBack() {
    provider.always(Reply.words(8).betweenTokens(Duration.ofMillis(60)));
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .set("PROVIDER_TIMEOUT", 20)
            .set("GROQ_RATE_LIMIT", 0)
            .set("MAX_CONCURRENT_STREAMS", 10)
            .start()) {
      for (int round = 0; round < 2; round++) {
        List<HttpResponse<String>> answers = parallel(gateway, 40, "/stream");

        assertThat(count(answers, 200)).isEqualTo(10);
        assertThat(count(answers, 429)).isEqualTo(30);
        HttpResponse<String> refused =
            answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
        assertThat(refused.body()).contains("\"TOO_MANY_STREAMS\"");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        gateway.assertIdle();
      }
    }
  }

  @Test
  void wholeAnswersNeedNoStreamSlot() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .set("PROVIDER_TIMEOUT", 20)
            .set("GROQ_RATE_LIMIT", 0)
            .set("MAX_CONCURRENT_STREAMS", 1)
            .start()) {
      assertThat(count(parallel(gateway, 50, "/chat"), 200)).isEqualTo(50);
    }
  }
}
