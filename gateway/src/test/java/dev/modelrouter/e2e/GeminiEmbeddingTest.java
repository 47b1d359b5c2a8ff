package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.HttpOptions;
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

/** Embeddings by Gemini's API in front of every provider that has them, and by Gemini itself. */
class GeminiEmbeddingTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String CONTENT = "\"content\":{\"parts\":[{\"text\":\"a\"}]}";
  private static final String BATCH =
      "{\"requests\":[{\"model\":\"models/x\"," + CONTENT + "},{\"model\":\"x\"," + CONTENT + "}]}";
  private static final String OPENAI =
      "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"embedding\":[0.25,-1e-7]},"
          + "{\"embedding\":[1,2]}],\"usage\":{\"prompt_tokens\":7}}";

  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final FakeProvider gemini = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("OPENAI_API_KEY", "operators-openai-key")
          .set("OPENAI_BASE_URL", openai.baseUrl())
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", gemini.baseUrl())
          .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
          .set("PROVIDER_ORDER", "gemini,openai,ollama")
          .ollama(ollama.baseUrl())
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
    ollama.close();
    gemini.close();
  }

  private HttpResponse<String> embed(String model, String action, String body) {
    return gateway.post("/v1beta/models/" + model + ":" + action, body);
  }

  private static Reply json(String body) {
    return Reply.raw(200, "application/json", body);
  }

  @Test
  void openAi_batch_isTranslatedBothWays() {
    openai.always(json(OPENAI));

    HttpResponse<String> answer = embed("openai/e", "batchEmbedContents", BATCH);

    assertThat(answer.body())
        .isEqualTo(
            "{\"embeddings\":[{\"values\":[0.25,-1e-7]},{\"values\":[1,2]}],"
                + "\"usageMetadata\":{\"promptTokenCount\":7,\"totalTokenCount\":7}}");
    assertThat(JSON.readTree(openai.chatRequests().getLast().body()))
        .isEqualTo(
            JSON.readTree(
                "{\"model\":\"e\",\"encoding_format\":\"float\",\"input\":[\"a\",\"a\"]}"));
  }

  @Test
  void ollama_oneContent_isTranslatedBothWays_whatItCannotSayIsNamed() {
    ollama.always(json("{\"model\":\"m\",\"embeddings\":[[1.50]],\"prompt_eval_count\":3}"));

    HttpResponse<String> answer =
        embed("ollama/m", "embedContent", "{" + CONTENT + ",\"taskType\":\"CLUSTERING\"}");

    assertThat(answer.body())
        .isEqualTo(
            "{\"embedding\":{\"values\":[1.50]},"
                + "\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}}");
    assertThat(answer.headers().firstValue("x-modelrouter-warnings").orElse(""))
        .contains("taskType");
    assertThat(ollama.chatRequests().getLast().path()).isEqualTo("/api/embed");
  }

  @ParameterizedTest
  @CsvSource({"embedContent,v1beta", "batchEmbedContents,v1beta", "batchEmbedContents,v1"})
  void gemini_bytesBothWays_onlyTheModelsNameIsItsOwn(String action, String version) {
    boolean batch = action.startsWith("batch");
    String said = "{ \"embeddings\":[{\"values\":[1.0]}], \"embedding\":{\"values\":[1.0]}}";
    gemini.always(json(said));
    String ask = (batch ? BATCH : "{\"model\":\"models/x\"," + CONTENT + "}");
    String odd = ask.replace("}]}", "},{\"inlineData\" : {}}], \"odd\":1e400}");

    HttpResponse<String> answer = gateway.post("/" + version + "/models/gemini%2Fm:" + action, odd);

    assertThat(answer.body()).isEqualTo(said);
    assertThat(gemini.chatRequests().getLast().path()).isEqualTo("/v1beta/models/m:" + action);
    assertThat(gemini.chatRequests().getLast().bodyText())
        .isEqualTo(odd.replace("\"models/x\"", "\"models/m\"").replace("\"x\"", "\"models/m\""));
  }

  @Test
  void failingGemini_nextProviderEmbeds() {
    gemini.always(Reply.status(500));
    openai.always(json(OPENAI));

    assertThat(embed("auto", "batchEmbedContents", BATCH).body()).contains("0.25,-1e-7");
  }

  @Test
  void image_otherProviders_refusedInGeminisForm() {
    String picture = "{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\"}}]}}";

    HttpResponse<String> answer = embed("openai/e", "embedContent", picture);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).at("/error/status").asString())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.body()).contains("content.parts[0]");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"embedding\":{}}", "{\"embeddings\":[]}", "[", "{\"data\":[]}"})
  void answerWithoutVectors_isAnError(String body) {
    gemini.always(json(body));

    assertThat(embed("gemini/m", "embedContent", "{" + CONTENT + "}").statusCode()).isEqualTo(502);
  }

  @Test
  void providerWithoutEmbeddings_refusedInGeminisForm() {
    HttpResponse<String> answer = embed("anthropic/m", "embedContent", "{" + CONTENT + "}");

    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(JSON.readTree(answer.body()).at("/error/message").asString()).contains("embeddings");
  }

  @Test
  void openAiCaller_gemini_isTranslatedBothWays() {
    gemini.always(
        json(
            "{\"embeddings\":[{\"values\":[1.0, -0.5]},{\"values\":[2]}],"
                + "\"usageMetadata\":{\"promptTokenCount\":5}}"));

    HttpResponse<String> answer =
        gateway.post(
            "/v1/embeddings",
            "{\"model\":\"gemini/m\",\"input\":[\"a\",\"\\u0062\"],\"dimensions\":2}");
    HttpResponse<String> packed =
        gateway.post(
            "/v1/embeddings",
            "{\"model\":\"gemini/m\",\"encoding_format\":\"base64\",\"input\":\"a\"}");

    assertThat(answer.body())
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
                + "[1.0, -0.5]},{\"object\":\"embedding\",\"index\":1,\"embedding\":[2]}],"
                + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");
    assertThat(packed.body()).contains("\"embedding\":\"AACAPwAAAL8=\"");
    assertThat(gemini.chatRequests().getFirst().path())
        .isEqualTo("/v1beta/models/m:batchEmbedContents");
    assertThat(gemini.chatRequests().getFirst().bodyText())
        .isEqualTo(
            "{\"requests\":[{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                + "\"outputDimensionality\":2},{\"model\":\"models/m\",\"content\":{\"parts\":"
                + "[{\"text\":\"\\u0062\"}]},\"outputDimensionality\":2}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2]", "[]", "\"\"", "[\"a\",\"\"]", "7"})
  void openAiCaller_inputGeminiCannotEmbed_isRefused(String input) {
    HttpResponse<String> answer =
        gateway.post("/v1/embeddings", "{\"model\":\"gemini/m\",\"input\":" + input + "}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"input\"");
    assertThat(gemini.chatRequests()).isEmpty();
  }

  @Test
  void googleSdk_readsEmbeddingsOfOpenAi() {
    openai.always(json(OPENAI));
    try (Client client =
        Client.builder()
            .apiKey(GatewayUnderTest.KEY)
            .httpOptions(
                HttpOptions.builder().baseUrl("http://127.0.0.1:" + gateway.port()).build())
            .build()) {
      EmbedContentResponse response =
          client.models.embedContent(
              "openai/e", List.of("a", "b"), EmbedContentConfig.builder().build());

      assertThat(response.embeddings().orElseThrow())
          .extracting(embedding -> embedding.values().orElseThrow())
          .containsExactly(List.of(0.25f, -1e-7f), List.of(1f, 2f));
    }
  }
}
