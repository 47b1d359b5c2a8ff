package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault a provider can show before its first text, on both endpoints: who answers, who is put
 * away, which metric moves, and what the caller is told when there is nobody else.
 */
class FaultTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String ASK_GROQ =
      "{\"provider\":\"groq\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  /**
   * A fault and what must come of it.
   *
   * @param reason the metric's label and, unless {@code code} says otherwise, the code
   * @param status towards a caller who named the provider
   * @param putAway whether the provider is blacklisted
   */
  record Fault(String name, Reply reply, String reason, String code, int status, boolean putAway) {
    static Fault of(String name, Reply reply, String reason, int status, boolean putAway) {
      return new Fault(name, reply, reason, reason, status, putAway);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Fault> onBoth() {
    return List.of(
        Fault.of("400", Reply.status(400), "BAD_REQUEST", 400, false),
        Fault.of("401", Reply.status(401), "UNAUTHORIZED", 502, true),
        Fault.of("402", Reply.status(402), "FORBIDDEN", 502, true),
        Fault.of("403", Reply.status(403), "FORBIDDEN", 502, true),
        Fault.of("404", Reply.status(404), "BAD_REQUEST", 400, false),
        Fault.of("408", Reply.status(408), "TIMEOUT", 504, true),
        Fault.of("413", Reply.status(413), "BAD_REQUEST", 400, false),
        Fault.of("422", Reply.status(422), "BAD_REQUEST", 400, false),
        Fault.of("429", Reply.status(429), "RATE_LIMIT", 429, true),
        Fault.of(
            "429 with Retry-After",
            Reply.status(429).header("Retry-After", "77"),
            "RATE_LIMIT",
            429,
            true),
        Fault.of("500", Reply.status(500), "SERVER_ERROR", 502, true),
        Fault.of("502", Reply.status(502), "SERVER_ERROR", 502, true),
        Fault.of("503", Reply.status(503), "SERVER_ERROR", 502, true),
        Fault.of("529", Reply.status(529), "SERVER_ERROR", 502, true),
        Fault.of("redirect", Reply.status(307), "INVALID_RESPONSE", 502, true),
        Fault.of("reset before the head", Reply.resetBeforeHead(), "CONNECTION_ERROR", 502, true),
        Fault.of("closed before the head", Reply.closeBeforeHead(), "CONNECTION_ERROR", 502, true),
        Fault.of("silence", Reply.hang(), "TIMEOUT", 504, true),
        Fault.of("head, then silence", Reply.headThenStall(), "TIMEOUT", 504, true),
        Fault.of(
            "slow first byte",
            Reply.text("late").beforeFirstToken(Duration.ofSeconds(20)),
            "TIMEOUT",
            504,
            true),
        Fault.of("garbage with 200", Reply.garbage(), "INVALID_RESPONSE", 502, true),
        Fault.of("garbage events with 200", Reply.garbageEvents(), "INVALID_RESPONSE", 502, true),
        Fault.of("HTML with 200", Reply.html(), "INVALID_RESPONSE", 502, true),
        Fault.of("empty 200", Reply.empty(), "INVALID_RESPONSE", 502, true),
        Fault.of(
            "error event before any text",
            Reply.text("a", "b").errorAfter(0),
            "SERVER_ERROR",
            502,
            true));
  }

  static Stream<Arguments> faults() {
    List<Arguments> all = new ArrayList<>();
    for (String path : List.of("/chat", "/stream")) {
      onBoth().forEach(fault -> all.add(Arguments.of(path, fault)));
    }
    return all.stream();
  }

  private FakeProvider faulty;
  private FakeProvider good;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    faulty = FakeProvider.start();
    good = FakeProvider.start();
    good.always(Reply.text("fine", " answer"));
    gateway = GatewayUnderTest.with().groq(faulty.baseUrl()).openai(good.baseUrl()).start();
  }

  @AfterEach
  void stop() {
    GatewayUnderTest.eventually("faulty upstream idle", () -> faulty.openRequests() == 0);
    GatewayUnderTest.eventually("good upstream idle", () -> good.openRequests() == 0);
    gateway.close();
    faulty.close();
    good.close();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theNextProviderAnswers_whenTheFirstFails(String path, Fault fault) {
    faulty.always(fault.reply());

    HttpResponse<String> answer = gateway.post(path, ASK);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    if (path.equals("/chat")) {
      assertThat(answer.body()).contains("\"fine answer\"").contains("\"provider\":\"openai\"");
    } else {
      assertThat(Sse.data(answer.body())).containsExactly("fine", " answer", "[DONE]");
    }
    assertThat(faulty.chatRequests()).as("asked once, not again").hasSize(1);
    assertThat(good.chatRequests()).hasSize(1);
    assertThat(
            gateway.metric(
                "modelrouter_provider_failures_total{provider=\"groq\",reason=\""
                    + fault.reason()
                    + "\"}"))
        .isEqualTo(1);
    assertThat(gateway.metric("modelrouter_provider_success_total{provider=\"openai\"}"))
        .isEqualTo(1);
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}"))
        .isEqualTo(fault.putAway() ? 1 : 0);
    assertThat(gateway.get("/health").body())
        .contains("\"groq\":\"" + (fault.putAway() ? "blacklisted" : "available") + "\"");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theCallerIsReported_whenTheNamedProviderFails(String path, Fault fault) {
    faulty.always(fault.reply());

    HttpResponse<String> answer = gateway.post(path, ASK_GROQ);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(fault.status());
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .startsWith("{\"detail\":{\"error\":\"" + fault.code() + "\"")
        .contains("\"request_id\":\"" + answer.headers().firstValue("x-request-id").get() + "\"");
    assertThat(good.chatRequests()).as("nobody else is asked").isEmpty();

    HttpResponse<String> again = gateway.post(path, ASK_GROQ);
    if (fault.putAway()) {
      assertThat(again.statusCode()).isEqualTo(503);
      assertThat(again.body()).contains("PROVIDER_UNAVAILABLE");
      assertThat(again.headers().firstValueAsLong("retry-after").getAsLong()).isBetween(1L, 77L);
      assertThat(faulty.chatRequests()).hasSize(1);
    } else {
      assertThat(again.statusCode()).isEqualTo(fault.status());
      assertThat(faulty.chatRequests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everybodyIsListed_whenAllFail(String path, Fault fault) {
    faulty.always(fault.reply());
    good.always(fault.reply());

    HttpResponse<String> answer = gateway.post(path, ASK);

    // Ollama is there too, and nobody listens: it is never the request's fault alone.
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body())
        .contains("ALL_PROVIDERS_FAILED", "groq: " + fault.code(), "openai: " + fault.code())
        .contains("ollama: CONNECTION_ERROR");
  }
}
