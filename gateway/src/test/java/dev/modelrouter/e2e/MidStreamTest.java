package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the caller of a stream sees when a provider fails in its middle, or only looks as if. */
class MidStreamTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private FakeProvider provider;
  private FakeProvider other;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
    other = FakeProvider.start();
    other.always(Reply.text("other"));
    gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .openai(other.baseUrl())
            .set("CONTINUATION", "off")
            .start();
  }

  @AfterEach
  void stop() {
    GatewayUnderTest.eventually("upstream idle", () -> provider.openRequests() == 0);
    gateway.close();
    provider.close();
    other.close();
  }

  static Stream<Arguments> cuts() {
    return Stream.of(
        Arguments.of("reset", Reply.words(10).resetAfter(4), "CONNECTION_ERROR"),
        Arguments.of("clean end", Reply.words(10).endAfter(4), "INVALID_RESPONSE"),
        Arguments.of("end inside a chunk", Reply.words(10).cutAfter(4), "CONNECTION_ERROR"),
        Arguments.of("stall", Reply.words(10).stallAfter(4), "TIMEOUT"),
        Arguments.of("error event", Reply.words(10).errorAfter(4), "SERVER_ERROR"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cuts")
  void anErrorEventAndNoDone_whenTheStreamIsCut(String name, Reply reply, String code) {
    provider.always(reply);

    HttpResponse<String> answer = gateway.stream(ASK);

    List<String> events = Sse.data(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(events.subList(0, 4)).containsExactly("w1 ", "w2 ", "w3 ", "w4 ");
    assertThat(events).hasSize(5).doesNotContain("[DONE]");
    assertThat(events.getLast())
        .startsWith("{\"error\":\"" + code + "\",\"message\":\"")
        .contains(
            "\"request_id\":\"" + answer.headers().firstValue("x-request-id").orElseThrow() + "\"");
    assertThat(other.chatRequests()).as("the choice is final after the first text").isEmpty();
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}")).isOne();
    assertThat(
            gateway.metric(
                "modelrouter_provider_failures_total{provider=\"groq\",reason=\"" + code + "\"}"))
        .isOne();
  }

  /** Where bytes are relayed, the error must not become a part of what was begun. */
  @ParameterizedTest
  @ValueSource(strings = {"data:", ": kee", "event: mess", "data: {\"choi"})
  void anErrorEventOfItsOwn_whenARelayedStreamEndsInsideALine(String started) {
    String said =
        "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"w1 \"}}]}\n\n";
    provider.always(Reply.rawStream(said + started, said.length()));

    HttpResponse<String> answer =
        gateway.post(
            "/v1/chat/completions", "{\"model\":\"groq/m\",\"stream\":true," + ASK.substring(1));

    List<String> events = Sse.data(answer.body());
    assertThat(events).hasSize(2);
    assertThat(events.getFirst()).contains("w1 ");
    assertThat(events.getLast()).startsWith("{\"error\":{");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cuts")
  void theSameFaultIsFallenBackFrom_whenTheAnswerIsWhole(String name, Reply reply, String code) {
    provider.always(reply);

    HttpResponse<String> answer = gateway.chat(ASK);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"provider\":\"openai\"", "\"other\"");
  }

  static Stream<Arguments> wholes() {
    return Stream.of(
        Arguments.of("CRLF", Reply.words(5).crlf()),
        Arguments.of("comments", Reply.words(5).comments()),
        Arguments.of("data in several lines", Reply.words(5).multiLineData()),
        Arguments.of("no end mark", Reply.words(5).withoutEndMark()),
        Arguments.of("no end mark, left open", Reply.words(5).withoutEndMarkLeftOpen()),
        Arguments.of("one broken event", Reply.words(5).brokenEventAfter(2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wholes")
  void theAnswerIsWhole_whenTheStreamIsOnlyOdd(String name, Reply reply) {
    provider.always(reply);

    HttpResponse<String> answer = gateway.stream(ASK);

    assertThat(Sse.data(answer.body()))
        .containsExactly("w1 ", "w2 ", "w3 ", "w4 ", "w5 ", "[DONE]");
    assertThat(gateway.metric("modelrouter_provider_success_total{provider=\"groq\"}")).isOne();
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}")).isZero();
    assertThat(gateway.metric("modelrouter_skipped_events_total{provider=\"groq\"}"))
        .isEqualTo(name.equals("one broken event") ? 1 : 0);
  }

  @Test
  void aLineOfTwoMebibytesArrivesWhole() {
    provider.always(Reply.hugeLine());

    HttpResponse<String> answer = gateway.stream(ASK);

    assertThat(Sse.text(answer.body())).hasSize(2 * 1024 * 1024);
    assertThat(Sse.data(answer.body()).getLast()).isEqualTo("[DONE]");
  }

  @Test
  void newlinesArriveAsTheyWere() {
    provider.always(Reply.text("a\nb", "\n", "\n\nc", " d", "é€😀"));

    HttpResponse<String> answer = gateway.stream(ASK);

    assertThat(Sse.text(answer.body())).isEqualTo("a\nb\n\n\nc dé€😀");
  }

  @Test
  void theLastProviderHasUntilProviderTimeout_whenNoAlternativeIsLeft() {
    provider.always(Reply.status(500));
    other.always(Reply.text("late").beforeFirstToken(java.time.Duration.ofMillis(900)));

    // Ollama does not listen, but only asking it would tell: put it away first.
    gateway.stream(
        "{\"provider\":\"ollama\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    HttpResponse<String> answer = gateway.stream(ASK);

    assertThat(Sse.data(answer.body())).containsExactly("late", "[DONE]");
  }
}
