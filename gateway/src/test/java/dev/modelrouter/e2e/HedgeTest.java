package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A second provider asked beside a slow one. */
class HedgeTest {
  private static final String ASK =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway = start(100);

  private GatewayUnderTest start(int budget) {
    return GatewayUnderTest.with()
        .groq(groq.baseUrl())
        .openai(openai.baseUrl())
        .set("GROQ_RATE_LIMIT", 0)
        .set("OPENAI_RATE_LIMIT", 0)
        .set("FIRST_CHUNK_TIMEOUT", 10)
        .set("PROVIDER_TIMEOUT", 10)
        .set("BACKOFF_BASE_SECONDS", "0.1")
        .set("HEDGE", "0.1")
        .set("HEDGE_BUDGET_PERCENT", budget)
        .start();
  }

  @AfterEach
  void stop() {
    eventually("nothing runs", () -> groq.openRequests() + openai.openRequests() == 0);
    gateway.assertIdle();
    gateway.close();
    groq.close();
    openai.close();
  }

  private HttpResponse<String> ask(boolean stream) {
    return gateway.post("/v1/chat/completions", ASK + stream + "}");
  }

  private static String provider(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-modelrouter-provider").orElse("nobody");
  }

  private boolean putAway(String provider) {
    return gateway.metric("modelrouter_providers_blacklisted{provider=\"" + provider + "\"}") > 0;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void slowFirst_theSecondAnswers_theFirstIsGivenUp(boolean stream) {
    groq.always(Reply.text("late").beforeHead(Duration.ofSeconds(8)));
    openai.always(Reply.text("in time"));

    HttpResponse<String> answer = ask(stream);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("in time").doesNotContain("late");
    assertThat(provider(answer)).isEqualTo("openai");
    assertThat(answer.headers().firstValue("x-modelrouter-attempts")).hasValue("2");
    eventually("the loser's connection is closed", () -> groq.disconnects() == 1);
    assertThat(putAway("groq")).as("losing a race is no failure").isFalse();
    eventually("the race is logged", () -> gateway.log().contains("\"hedges\":1"));
  }

  /** These two have a Responses API of their own, which they do not play. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RESPONSES")
  void slowFirst_theSecondAnswers_inEveryDialect(StreamDialect streamDialect) {
    groq.always(Reply.text("late").beforeHead(Duration.ofSeconds(8)));
    openai.always(Reply.text("in", " time"));

    assertThat(streamDialect.text(streamDialect.ask(gateway, ""))).isEqualTo("in time");
    eventually("the loser's connection is closed", () -> groq.disconnects() == 1);
    assertThat(putAway("groq")).as("losing a race is no failure").isFalse();
  }

  @Test
  void slowFirst_theSecondAnswers_callersOfResponses() {
    gateway.close();
    gateway =
        GatewayUnderTest.with()
            .set("DEEPSEEK_API_KEY", "ds-key")
            .set("DEEPSEEK_BASE_URL", groq.baseUrl())
            .set("MISTRAL_API_KEY", "mi-key")
            .set("MISTRAL_BASE_URL", openai.baseUrl())
            .set("PROVIDER_ORDER", "deepseek,mistral")
            .set("FIRST_CHUNK_TIMEOUT", 10)
            .set("PROVIDER_TIMEOUT", 10)
            .set("HEDGE", "0.1")
            .set("HEDGE_BUDGET_PERCENT", 100)
            .start();
    groq.always(Reply.text("late").beforeHead(Duration.ofSeconds(8)));
    openai.always(Reply.text("in", " time"));

    assertThat(StreamDialect.RESPONSES.text(StreamDialect.RESPONSES.ask(gateway, "")))
        .isEqualTo("in time");
    eventually("the loser's connection is closed", () -> groq.disconnects() == 1);
    assertThat(putAway("deepseek")).as("losing a race is no failure").isFalse();
    eventually("it is counted", () -> gateway.metric("modelrouter_hedges_total") == 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void firstAnswersAfterAll_theSecondIsGivenUp(boolean stream) {
    groq.always(Reply.text("slow").beforeHead(Duration.ofMillis(400)));
    openai.always(Reply.text("slower").beforeHead(Duration.ofSeconds(8)));

    HttpResponse<String> answer = ask(stream);

    assertThat(answer.body()).contains("slow").doesNotContain("slower");
    assertThat(provider(answer)).isEqualTo("groq");
    eventually("the loser's connection is closed", () -> openai.disconnects() == 1);
    assertThat(putAway("openai")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void firstFailsWhileTheSecondIsAsked_theSecondAnswers(boolean stream) {
    groq.always(Reply.status(500).beforeHead(Duration.ofMillis(300)));
    openai.always(Reply.text("well").beforeHead(Duration.ofMillis(600)));

    HttpResponse<String> answer = ask(stream);

    assertThat(answer.body()).contains("well");
    assertThat(openai.chatRequests()).hasSize(1);
    assertThat(provider(answer)).isEqualTo("openai");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void secondFails_theFirstGoesOn(boolean stream) {
    groq.always(Reply.text("slow but well").beforeHead(Duration.ofMillis(600)));
    openai.always(Reply.status(500));

    HttpResponse<String> answer = ask(stream);

    assertThat(answer.body()).contains("slow but well");
    assertThat(provider(answer)).isEqualTo("groq");
    assertThat(
            gateway.metric(
                "modelrouter_provider_failures_total{provider=\"openai\",reason=\"SERVER_ERROR\"}"))
        .isOne();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothFail_theCallerIsReportedOfBoth(boolean stream) {
    groq.always(Reply.status(500).beforeHead(Duration.ofMillis(400)));
    openai.always(Reply.status(503).beforeHead(Duration.ofMillis(100)));

    HttpResponse<String> answer = ask(stream);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("groq", "openai");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callerLeaves_bothAreGivenUp(boolean stream) {
    groq.always(Reply.hang());
    openai.always(Reply.hang());
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.post("/v1/chat/completions", ASK + stream + "}");
      eventually("both are asked", () -> groq.openRequests() + openai.openRequests() == 2);
    }
    eventually("both are given up", () -> groq.disconnects() + openai.disconnects() == 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void neverMoreThanTheBudget(int percent) {
    gateway.close();
    gateway = start(percent);
    groq.always(Reply.text("slow").beforeHead(Duration.ofMillis(200)));
    openai.always(Reply.text("quick"));

    for (int i = 0; i < 20; i++) {
      assertThat(ask(true).statusCode()).isEqualTo(200);
    }

    // A fresh process has five to begin with.
    assertThat(openai.chatRequests()).hasSize(percent == 0 ? 0 : 20 * percent / 100 + 5);
  }
}
