package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that is never silent for long, and yet too slow: at least 20 tokens a second. */
class MinThroughputTest {
  private static final Answer FORTY = Reply.words(40);
  private static final Reply TRICKLE = FORTY.betweenTokens(Duration.ofMillis(150));

  private final FakeProvider slow = FakeProvider.start();
  private final FakeProvider other = FakeProvider.start();
  private GatewayUnderTest gateway;

  private GatewayUnderTest start(Object... more) {
    other.replyBy(new PatientModel(FORTY, false));
    GatewayUnderTest.Builder builder =
        GatewayUnderTest.with()
            .groq(slow.baseUrl())
            .openai(other.baseUrl())
            .set("MIN_TOKENS_PER_SECOND", 20)
            .set("MIN_TOKENS_WINDOW_SECONDS", "0.5");
    for (int i = 0; i < more.length; i += 2) {
      builder.set(more[i].toString(), more[i + 1]);
    }
    gateway = builder.start();
    return gateway;
  }

  @AfterEach
  void stop() {
    eventually("nothing runs", () -> slow.openRequests() + other.openRequests() == 0);
    gateway.close();
    slow.close();
    other.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETION_STREAM", "MESSAGE_STREAM", "STREAM"})
  void aTrickle_isContinuedByAnother(ClientApi clientApi) {
    start();
    slow.always(TRICKLE);

    CallOutcome callOutcome = clientApi.ask(gateway, null).assertWhole();

    assertThat(callOutcome.text()).isEqualTo(FORTY.text());
    assertThat(callOutcome.body()).contains(": x-modelrouter continued by openai");
    assertThat(callOutcome.millis()).as("the forty words alone take 5.8 s").isLessThan(4_000);
    eventually("the slow one is given up", () -> slow.disconnects() == 1);
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}")).isOne();
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETION_STREAM", "MESSAGE_STREAM", "STREAM"})
  void aTrickle_noAlternative_endsWithAnError(ClientApi clientApi) {
    start("CONTINUATION", "off");
    slow.always(TRICKLE);

    CallOutcome callOutcome = clientApi.ask(gateway, null);

    assertThat(callOutcome.error()).isNotIn(null, ClientApi.NO_END);
    assertThat(callOutcome.body()).contains("fewer than 20.0 tokens a second over 500 ms");
    assertThat(FORTY.text()).startsWith(callOutcome.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "5"})
  void aTrickle_isLeftAlone_whereNobodyAsksForMore(String tokens) {
    start("MIN_TOKENS_PER_SECOND", tokens);
    slow.always(Reply.words(12).betweenTokens(Duration.ofMillis(100)));

    assertThat(ClientApi.COMPLETION_STREAM.ask(gateway, null).text())
        .isEqualTo(Reply.words(12).text());
    assertThat(other.chatRequests()).isEmpty();
  }

  @Test
  void longPieces_countForMoreThanOneToken() {
    start();
    String piece = "a longer piece of forty characters, yes. ";
    String[] pieces = new String[8];
    Arrays.fill(pieces, piece);
    slow.always(Reply.text(pieces).betweenTokens(Duration.ofMillis(200)));

    assertThat(ClientApi.COMPLETION_STREAM.ask(gateway, null).text()).isEqualTo(piece.repeat(8));
    assertThat(ClientApi.STREAM.ask(gateway, null).text()).isEqualTo(piece.repeat(8));
    assertThat(other.chatRequests()).isEmpty();
  }

  @Test
  void aWholeAnswer_hasNoPace() {
    start();
    slow.always(Reply.text("late").beforeHead(Duration.ofMillis(900)));

    HttpResponse<String> answer =
        gateway.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

    assertThat(answer.body()).contains("late");
  }

  @Test
  void aCallerWhoDoesNotRead_isNotHeldAgainstTheProvider() {
    start("PROVIDER_TIMEOUT", 20);
    String[] pieces = new String[400];
    Arrays.fill(pieces, "x".repeat(64 * 1024) + " ");
    slow.always(Reply.text(pieces));
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.post(
          "/v1/chat/completions",
          "{\"model\":\"auto\",\"stream\":true,\"messages\":"
              + "[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      caller.readUntil("data: ");
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
      eventually("three windows have passed", () -> System.nanoTime() - until >= 0);

      assertThat(caller.readUntilEnd()).contains("data: [DONE]");
    }
    assertThat(other.chatRequests()).isEmpty();
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}")).isZero();
  }

  @Test
  void aRoute_hasAPaceOfItsOwn() {
    start();
    gateway.close();
    gateway =
        GatewayUnderTest.with()
            .groq(slow.baseUrl())
            .openai(other.baseUrl())
            .file(
                """
                routes:
                  quick:
                    targets: [groq/a, openai/b]
                    timeouts: {min_tokens_per_second: 20, min_tokens_window: 500ms}
                  patient: [groq/a, openai/b]
                """)
            .start();
    slow.always(Reply.words(12).betweenTokens(Duration.ofMillis(100)));

    assertThat(ClientApi.COMPLETION_STREAM.ask(gateway, "patient").body())
        .doesNotContain("continued");
    slow.always(TRICKLE);
    assertThat(ClientApi.COMPLETION_STREAM.ask(gateway, "quick").body())
        .contains("continued by openai");
  }
}
