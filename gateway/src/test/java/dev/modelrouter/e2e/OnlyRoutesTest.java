package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With ONLY_ROUTES callers get what the operator named, and nothing else. */
class OnlyRoutesTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static FakeProvider groq;
  private static GatewayUnderTest gateway;

  @BeforeAll
  static void start() {
    groq = FakeProvider.start();
    groq.always(Reply.words(2));
    gateway =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .set("ONLY_ROUTES", "true")
            .file("routes: {smart: [groq/m], 'fast-*': [groq/f]}")
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    groq.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/chat/completions | model_not_found
          /v1/responses        | model_not_found
          /v1/messages         | not_found_error
          /api/chat            | {"error":"There is no model
          """)
  void model_thatIsNoRoute_is404InTheFormatOfTheApi(String path, String words) {
    for (String model : new String[] {"groq/expensive", "groq", "auto", "whatever"}) {
      String body =
          "{\"model\":\"%s\",\"max_tokens\":9,\"input\":\"Hi\",\"stream\":false,%s}"
              .formatted(model, MESSAGES);
      HttpResponse<String> answer = gateway.post(path, body);
      assertThat(answer.statusCode()).as(model + answer.body()).isEqualTo(404);
      assertThat(answer.body()).contains(words);
    }
  }

  @Test
  void model_thatIsNoRoute_is404ForGoogleAndCounts() {
    String contents = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
    for (String action : new String[] {"generateContent", "countTokens"}) {
      HttpResponse<String> answer =
          gateway.post("/v1beta/models/groq/expensive:" + action, contents);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("NOT_FOUND");
    }
    assertThat(
            gateway
                .post(
                    "/v1/messages/count_tokens", "{\"model\":\"groq/expensive\"," + MESSAGES + "}")
                .statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"smart", "fast-1"})
  void model_thatIsARoute_isAnswered(String model) {
    String body = "{\"model\":\"%s\",%s}".formatted(model, MESSAGES);
    assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
    assertThat(gateway.chat(body).statusCode()).isEqualTo(200);
  }

  @Test
  void chat_withoutARoute_isRefused() {
    assertThat(gateway.chat("{" + MESSAGES + "}").statusCode()).isEqualTo(400);
    assertThat(gateway.chat("{\"provider\":\"groq\"," + MESSAGES + "}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void fallbacksOfACaller_thatAreNoRoutes_areNotAsked() {
    groq.script(Reply.status(400));
    HttpRequest request =
        gateway
            .post("/v1/chat/completions")
            .header("x-modelrouter-fallbacks", "groq/expensive")
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"smart\"," + MESSAGES + "}"))
            .build();
    int before = groq.requests().size();
    HttpResponse<String> answer = gateway.send(request);
    groq.always(Reply.words(2));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(groq.requests().subList(before, groq.requests().size()))
        .noneMatch(asked -> asked.toString().contains("expensive"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1beta/models", "/api/tags"})
  void lists_holdRoutesAlone(String path) {
    assertThat(gateway.get(path).body()).contains("smart").doesNotContain("groq", "ollama");
  }

  @Test
  void models_thatAreNoRoutes_areNotThere() {
    assertThat(gateway.get("/v1/models/smart").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/models/groq/llama-3.3-70b-versatile").statusCode()).isEqualTo(404);
    assertThat(gateway.post("/api/show", "{\"model\":\"smart\"}").statusCode()).isEqualTo(200);
    assertThat(gateway.post("/api/show", "{\"model\":\"groq/m\"}").statusCode()).isEqualTo(404);
  }
}
