package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lists of models in Google's form. */
class GeminiModelsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> ALL =
      List.of(
          "models/groq/llama-3.3-70b-versatile",
          "models/groq/fake-model",
          "models/gemini/fake-model",
          "models/ollama/fake-model:latest");

  private final FakeProvider provider = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .groq(provider.baseUrl())
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", provider.baseUrl())
          .set("GEMINI_DEFAULT_MODEL", "fake-model")
          .ollama(provider.baseUrl())
          .set("OLLAMA_DEFAULT_MODEL", "fake-model:latest")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  private static List<String> names(String body) {
    List<String> names = new ArrayList<>();
    JSON.readTree(body).path("models").forEach(model -> names.add(model.path("name").asString()));
    return names;
  }

  private HttpResponse<String> stranger(String path, String header, String value) {
    return gateway.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
            .header(header, value)
            .build());
  }

  @Test
  void list_hasAllModels_asTheyCanBeAskedFor() {
    HttpResponse<String> list = gateway.get("/v1beta/models");

    assertThat(names(list.body())).containsExactlyElementsOf(ALL);
    JsonNode first = JSON.readTree(list.body()).at("/models/0");
    assertThat(first.path("displayName").asString()).isEqualTo("groq/llama-3.3-70b-versatile");
    assertThat(first.path("supportedGenerationMethods").toString())
        .isEqualTo("[\"generateContent\",\"countTokens\"]");
    for (String name : ALL) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1beta/" + name + ":generateContent",
              "{\"contents\":[{\"parts\":[{\"text\":\"a\"}]}]}");
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 1000})
  void pages_makeUpTheList(int size) {
    List<String> all = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      JsonNode page =
          JSON.readTree(
              gateway.get("/v1beta/models?pageSize=" + size + "&pageToken=" + token).body());
      assertThat(page.path("models").size()).isBetween(1, size);
      all.addAll(names(page.toString()));
      token = page.path("nextPageToken").asString("");
      pages++;
    } while (!token.isEmpty() && pages < 10);

    assertThat(all).isEqualTo(ALL);
  }

  @ParameterizedTest
  @CsvSource({"pageSize=0,4", "pageSize=,4", "pageToken=99,0"})
  void oddPages_areNoErrors(String query, int models) {
    assertThat(names(gateway.get("/v1beta/models?" + query).body())).hasSize(models);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pageSize=x", "pageSize=-1", "pageToken=x", "pageSize=99999999999"})
  void wrongPages_areRefused(String query) {
    HttpResponse<String> answer = gateway.get("/v1beta/models?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("INVALID_ARGUMENT");
  }

  @Test
  void model_isFoundByItsName_escapedOrNot() {
    for (String name : List.of("gemini/fake-model", "gemini%2Ffake-model")) {
      assertThat(
              JSON.readTree(gateway.get("/v1beta/models/" + name).body()).path("name").asString())
          .isEqualTo("models/gemini/fake-model");
    }
    HttpResponse<String> none = gateway.get("/v1beta/models/gemini/none");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(none.body()).at("/error/status").asString()).isEqualTo("NOT_FOUND");
  }

  @Test
  void underV1_theKeyTellsWhoseFormIsMeant() {
    String key = GatewayUnderTest.KEY;
    for (String path : List.of("/v1/models", "/v1/models/groq/fake-model")) {
      assertThat(stranger(path, "authorization", "Bearer " + key).body()).contains("\"object\":");
      assertThat(stranger(path, "x-api-key", key).body()).contains("\"object\":");
      assertThat(stranger(path, "x-goog-api-key", key).body()).contains("\"name\":\"models/groq/");
      assertThat(stranger(path + "?key=" + key, "x-nothing", "").body())
          .contains("\"name\":\"models/groq/");
    }
  }

  @Test
  void strangers_areReportedInTheirOwnForm() {
    HttpResponse<String> wrong = stranger("/v1/models", "x-goog-api-key", "wrong");
    HttpResponse<String> none = stranger("/v1beta/models", "x-nothing", "");
    HttpResponse<String> openAis = stranger("/v1/models", "authorization", "Bearer wrong");

    for (HttpResponse<String> answer : List.of(wrong, none, openAis)) {
      assertThat(answer.statusCode()).isEqualTo(401);
    }
    assertThat(wrong.body()).contains("UNAUTHENTICATED");
    assertThat(none.body()).contains("UNAUTHENTICATED");
    assertThat(openAis.body()).contains("invalid_api_key");
  }
}
