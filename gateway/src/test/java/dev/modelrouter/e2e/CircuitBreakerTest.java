package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Putting a provider away and taking it back. */
class CircuitBreakerTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String ASK_GROQ = "{\"provider\":\"groq\"," + ASK.substring(1);

  private FakeProvider groq;
  private FakeProvider openai;

  @BeforeEach
  void start() {
    groq = FakeProvider.start();
    openai = FakeProvider.start();
    openai.always(Reply.text("other"));
  }

  @AfterEach
  void stop() {
    groq.close();
    openai.close();
  }

  private GatewayUnderTest.Builder gateway() {
    return GatewayUnderTest.with()
        .groq(groq.baseUrl())
        .openai(openai.baseUrl())
        .set("GROQ_RATE_LIMIT", 0)
        .set("OPENAI_RATE_LIMIT", 0);
  }

  @Test
  void oneRequestProbes_whenThePauseIsOver() {
    groq.always(Reply.status(500));
    try (GatewayUnderTest gateway = gateway().set("BACKOFF_BASE_SECONDS", "0.3").start()) {
      assertThat(gateway.chat(ASK).body()).contains("\"openai\"");
      groq.always(Reply.text("back").beforeHead(Duration.ofMillis(300)));
      eventually("the pause is over", () -> !gateway.get("/health").body().contains("blacklisted"));

      List<CompletableFuture<String>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(
            gateway
                .sendAsync(
                    gateway
                        .post("/chat")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ASK))
                        .build())
                .thenApply(answer -> answer.body()));
      }
      long probes = all.stream().filter(answer -> answer.join().contains("\"groq\"")).count();

      assertThat(probes).isOne();
      assertThat(gateway.chat(ASK).body()).contains("\"provider\":\"groq\"");
    }
  }

  @Test
  void thePauseDoubles_whenTheProbeFails() {
    groq.always(Reply.status(500));
    try (GatewayUnderTest gateway = gateway().set("BACKOFF_BASE_SECONDS", "0.2").start()) {
      gateway.chat(ASK);
      eventually(
          "probed three times",
          () -> {
            gateway.chat(ASK);
            return groq.chatRequests().size() == 4;
          });

      List<Long> gaps = new ArrayList<>();
      for (int i = 1; i < 4; i++) {
        gaps.add(
            (groq.chatRequests().get(i).receivedAtNanos()
                    - groq.chatRequests().get(i - 1).receivedAtNanos())
                / 1_000_000);
      }
      assertThat(gaps.get(0)).isBetween(200L, 399L);
      assertThat(gaps.get(1)).isBetween(400L, 799L);
      assertThat(gaps.get(2)).isBetween(800L, 1_400L);
    }
  }

  @Test
  void retryAfterIsHonoured_inSecondsAndAsADate() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
    for (String value : List.of("90", date)) {
      groq.always(
          Reply.status(429)
              .header("Retry-After", value)
              .header(
                  "Date",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))));
      try (GatewayUnderTest gateway = gateway().set("BACKOFF_BASE_SECONDS", "1").start()) {
        gateway.chat(ASK);
        var refused = gateway.chat(ASK_GROQ);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
            .isBetween(80L, 91L);
      }
    }
  }

  @Test
  void aFailedConnectionIsTriedAgain_beforeTheNextProvider() {
    groq.always(Reply.text("here"));
    groq.stopListening();
    try (GatewayUnderTest gateway = gateway().set("MAX_RETRIES", 2).start()) {
      assertThat(gateway.chat(ASK).body()).contains("\"openai\"");
      assertThat(
              gateway.metric(
                  "modelrouter_provider_failures_total{provider=\"groq\","
                      + "reason=\"CONNECTION_ERROR\"}"))
          .isEqualTo(3);
    }
  }

  @Test
  void theLastProviderIsTriedAgain_whenNoAlternativeIsLeft() {
    groq.script(Reply.status(500), Reply.status(503), Reply.text("third time"));
    try (GatewayUnderTest gateway = gateway().set("MAX_RETRIES", 2).start()) {
      assertThat(gateway.chat(ASK_GROQ).body()).contains("third time");
      assertThat(groq.chatRequests()).hasSize(3);
      assertThat(gateway.get("/health").body()).doesNotContain("blacklisted");
    }
  }

  @Test
  void aConnectionThatTheProviderClosedWhileIdleNeverShows() {
    groq.always(Reply.text("ok"));
    try (GatewayUnderTest gateway = gateway().start()) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.chat(ASK).body()).contains("\"provider\":\"groq\"");
        groq.dropConnections();
      }
    }
  }
}
