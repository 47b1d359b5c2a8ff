package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/messages/count_tokens}, counted by Anthropic itself or estimated. */
class AnthropicCountTest {
  private static final String PATH = "/v1/messages/count_tokens";
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"word\"}]";

  /** A frame of 3, a message of 4, and the word. */
  private static final int ESTIMATE = 8;

  private final FakeProvider others = FakeProvider.start();
  private final FakeProvider anthropic = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
          .set("ANTHROPIC_BASE_URL", anthropic.baseUrl())
          .set("DEEPSEEK_API_KEY", "operators-deepseek-key")
          .set("DEEPSEEK_BASE_URL", others.baseUrl())
          .set("DEEPSEEK_RATE_LIMIT", 1)
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", others.baseUrl())
          .set("PROVIDER_ORDER", "anthropic,deepseek")
          .ollama(others.baseUrl())
          .start();

  @AfterEach
  void stop() {
    gateway.assertIdle();
    gateway.close();
    others.close();
    anthropic.close();
  }

  private HttpResponse<String> count(String model, String fields) {
    return gateway.post(PATH, "{\"model\":\"" + model + "\"," + fields + "}");
  }

  private static int tokens(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body()).path("input_tokens").asInt(-1);
  }

  private static String error(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body()).at("/error/type").asString();
  }

  @Test
  void anthropicCountsItself_inBytes() {
    anthropic.always(Reply.text().usage(31, 0));
    String odd = "\"future_field\" : [1e400], " + MESSAGES;

    HttpResponse<String> answer =
        gateway.send(
            gateway
                .post(PATH + "?beta=true")
                .header("anthropic-version", "2026-01-01")
                .header("anthropic-beta", "trial-1,trial-2")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{" + odd + ",\"model\":\"anthropic/claude-x\"} "))
                .build());

    assertThat(answer.body()).isEqualTo("{\"input_tokens\":31}");
    assertThat(answer.headers().firstValue("x-modelrouter-attempts")).contains("1");
    RecordedRequest asked = anthropic.chatRequests().getLast();
    assertThat(asked.path()).isEqualTo(PATH + "?beta=true");
    assertThat(asked.bodyText()).isEqualTo("{" + odd + ",\"model\":\"claude-x\"} ");
    assertThat(asked.header("anthropic-version")).contains("2026-01-01");
    assertThat(asked.header("anthropic-beta")).contains("trial-1,trial-2");
    assertThat(asked.header("x-api-key")).contains("operators-anthropic-key");
  }

  @Test
  void answerOfAnthropics_passesAsItIs() {
    String said = "{ \"context_management\": {\"x\": 1e400}, \"input_tokens\": 2095 }\n";
    anthropic.always(Reply.raw(200, "application/json", said));

    assertThat(count("anthropic/c", MESSAGES).body()).isEqualTo(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m"})
  void othersAreNotAsked_theirTokensAreEstimated(String model) {
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = count(model, MESSAGES);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"input_tokens\":" + ESTIMATE + "}");
      assertThat(answer.headers().firstValue("x-modelrouter-attempts")).contains("0");
      assertThat(answer.headers().firstValue("x-modelrouter-provider"))
          .contains(model.substring(0, model.indexOf('/')));
    }

    assertThat(others.chatRequests()).isEmpty();
    // The rate of one request a minute has not been touched.
    assertThat(
            gateway
                .post(
                    "/v1/messages",
                    "{\"model\":\"" + model + "\",\"max_tokens\":9," + MESSAGES + "}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void failingAnthropic_isEstimated_unlessItWasNamed() {
    anthropic.always(Reply.status(500));

    assertThat(tokens(count("auto", MESSAGES))).isEqualTo(ESTIMATE);
    HttpResponse<String> named = count("anthropic/c", MESSAGES);
    assertThat(named.statusCode()).isBetween(500, 599);
    assertThat(error(named)).isEqualTo("overloaded_error");
  }

  /** Anthropic would refuse it. */
  @Test
  void reasoningOfSomebodyElse_isEstimatedForAnthropicToo() {
    String thought =
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\","
            + "\"signature\":\"gemini:c2ln\"},{\"type\":\"text\",\"text\":\"Yes\"}]}";

    HttpResponse<String> answer =
        count(
            "anthropic/c",
            MESSAGES.replace("]", "," + thought + "," + "{\"role\":\"user\",\"content\":\"b\"}]"));

    assertThat(tokens(answer)).isGreaterThan(ESTIMATE);
    assertThat(anthropic.chatRequests()).isEmpty();
  }

  /** What has no words here is Anthropic's to judge; nobody else can say how long it is. */
  @Test
  void messageUnknownHere_isCountedByAnthropicOnly() {
    anthropic.always(Reply.text().usage(31, 0));
    String unknown = "\"messages\":[{\"role\":\"critic\",\"content\":\"word\"}]";

    assertThat(tokens(count("anthropic/c", unknown))).isEqualTo(31);
    HttpResponse<String> refused = count("deepseek/m", unknown);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error(refused)).isEqualTo("invalid_request_error");
    assertThat(refused.body()).contains("role");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{}",
        "{\"input_tokens\":\"31\"}",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Full\"}}"
      })
  void answerThatIsNoCount_isAnError(String said) {
    anthropic.always(Reply.raw(200, "application/json", said));

    HttpResponse<String> answer = count("anthropic/c", MESSAGES);

    assertThat(answer.statusCode()).isBetween(500, 599);
    assertThat(answer.body()).contains("\"type\":\"error\"");
  }

  @Test
  void wrongRequests_areRefusedInAnthropicsForm() {
    anthropic.always(Reply.error(400, "invalid_request_error", "No such thing."));

    for (HttpResponse<String> wrong :
        List.of(
            gateway.post(PATH, "["),
            count("deepseek/m", "\"x\":1"),
            count("anthropic/c", MESSAGES))) {
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(error(wrong)).isEqualTo("invalid_request_error");
    }
    assertThat(count("anthropic/c", MESSAGES).body()).contains("No such thing.");
  }
}
