package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code :countTokens}, counted by Gemini itself or estimated. */
class GeminiCountTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String CONTENTS =
      "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"word\"}]}]";
  private static final String ASK = "{" + CONTENTS + "}";

  /** A frame of 3, a message of 4, and the word. */
  private static final int ESTIMATE = 8;

  private final FakeProvider others = FakeProvider.start();
  private final FakeProvider gemini = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", gemini.baseUrl())
          .set("DEEPSEEK_API_KEY", "operators-deepseek-key")
          .set("DEEPSEEK_BASE_URL", others.baseUrl())
          .set("DEEPSEEK_RATE_LIMIT", 1)
          .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
          .set("ANTHROPIC_BASE_URL", others.baseUrl())
          .set("PROVIDER_ORDER", "gemini,deepseek")
          .ollama(others.baseUrl())
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    others.close();
    gemini.close();
  }

  private HttpResponse<String> count(String model, String body) {
    return gateway.post("/v1beta/models/" + model + ":countTokens", body);
  }

  private static int total(HttpResponse<String> answer) {
    return JSON.readTree(answer.body()).path("totalTokens").asInt(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "anthropic/claude-haiku-4-5"})
  void othersAreNotAsked_theirTokensAreEstimated(String model) {
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = count(model, ASK);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"totalTokens\":" + ESTIMATE + "}");
      assertThat(answer.headers().firstValue("x-modelrouter-attempts")).contains("0");
      assertThat(answer.headers().firstValue("x-modelrouter-provider"))
          .contains(model.substring(0, model.indexOf('/')));
    }

    assertThat(others.chatRequests()).isEmpty();
    // The rate of one request a minute has not been touched.
    assertThat(gateway.post("/v1beta/models/" + model + ":generateContent", ASK).statusCode())
        .isEqualTo(200);
  }

  @Test
  void providerThatIsOpened_isEstimatedAllTheSame() {
    others.always(Reply.status(500));
    gateway.post("/v1beta/models/ollama/m:generateContent", ASK);

    assertThat(total(count("ollama/m", ASK))).isEqualTo(ESTIMATE);
  }

  @ParameterizedTest
  @CsvSource({"v1beta,gemini/m", "v1,gemini/m", "v1beta,gemini%2Fm"})
  void geminiCountsItself_inBytes(String version, String model) {
    String said = "{ \"totalTokens\": 31, \"promptTokensDetails\": [] }";
    gemini.always(Reply.raw(200, "application/json", said));

    HttpResponse<String> answer =
        gateway.post("/" + version + "/models/" + model + ":countTokens", ASK + " ");

    assertThat(answer.body()).isEqualTo(said);
    assertThat(answer.headers().firstValue("x-modelrouter-attempts")).contains("1");
    assertThat(gemini.chatRequests().getLast().path()).isEqualTo("/v1beta/models/m:countTokens");
    assertThat(gemini.chatRequests().getLast().bodyText()).isEqualTo(ASK + " ");
    assertThat(gemini.chatRequests().getLast().header("x-goog-api-key"))
        .contains("operators-gemini-key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"generateContentRequest", "generate_content_request"})
  void modelInsideTheRequest_getsGeminisName(String field) {
    gemini.always(Reply.raw(200, "application/json", "{\"totalTokens\":9}"));
    String ask =
        "{\"%s\":{\"odd\": [1e400], \"model\" : \"models/gemini/m\",%s}}"
            .formatted(field, CONTENTS);

    assertThat(total(count("gemini/m", ask))).isEqualTo(9);
    assertThat(gemini.chatRequests().getLast().bodyText())
        .isEqualTo(ask.replace("models/gemini/m", "models/m"));
    assertThat(total(count("deepseek/m", ask))).isEqualTo(ESTIMATE);
  }

  @Test
  void systemAndTools_areCountedToo() {
    String whole =
        "{\"generateContentRequest\":{\"model\":\"models/x\","
            + CONTENTS
            + ",\"systemInstruction\":{\"parts\":[{\"text\":\"brief\"}]},"
            + "\"tools\":[{\"functionDeclarations\":[{\"name\":\"look\"}]}]}}";

    assertThat(total(count("deepseek/m", whole))).isEqualTo(ESTIMATE + 4 + 1 + 8 + 1);
  }

  @Test
  void failingGemini_isEstimated_unlessItWasNamed() {
    gemini.always(Reply.status(500));

    HttpResponse<String> anybody = count("auto", ASK);
    HttpResponse<String> named = count("gemini/m", ASK);

    assertThat(total(anybody)).isEqualTo(ESTIMATE);
    assertThat(named.statusCode()).isBetween(500, 599);
    assertThat(JSON.readTree(named.body()).at("/error/status").asString()).isEqualTo("UNAVAILABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}"})
  void answerThatIsNoCount_isAnError(String said) {
    gemini.always(Reply.raw(200, "application/json", said));

    assertThat(count("gemini/m", ASK).statusCode()).isEqualTo(502);
  }

  @Test
  void wrongRequests_areRefusedInGooglesForm() {
    gemini.always(Reply.error(400, "INVALID_ARGUMENT", "No such thing."));

    for (HttpResponse<String> wrong :
        List.of(count("deepseek/m", "{}"), count("deepseek/m", "["), count("gemini/m", ASK))) {
      assertThat(wrong.statusCode()).isEqualTo(400);
      assertThat(JSON.readTree(wrong.body()).at("/error/status").asString())
          .isEqualTo("INVALID_ARGUMENT");
    }
    assertThat(count("gemini/m", ASK).body()).contains("No such thing.");
  }
}
