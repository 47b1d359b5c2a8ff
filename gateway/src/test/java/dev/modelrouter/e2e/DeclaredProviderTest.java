package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that the operator declares: how requests to it are made, and what it offers. */
class DeclaredProviderTest {
  private final FakeProvider server = FakeProvider.start();
  private GatewayUnderTest gateway;

  @AfterEach
  void stop() {
    gateway.close();
    server.close();
  }

  private void start(String settings) {
    gateway =
        GatewayUnderTest.with()
            .set("LAB_KEY", "se,cret")
            .file(
                "providers: {acme: {base_url: '"
                    + server.baseUrl()
                    + "', api_key: k1, "
                    + settings
                    + "}}")
            .start();
  }

  private static String answer(String text) {
    return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";
  }

  @Test
  void headersQueryAndAuth_areOnEveryRequest() {
    start(
        "auth: api-key, headers: {OpenAI-Organization: org-1, X-Team: '${LAB_KEY}'},"
            + " query: {api-version: 2024-10-21}");
    server.always(Reply.raw(200, "application/json", answer("hi")));

    gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"acme/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    gateway.get("/v1/models");

    assertThat(server.requests()).hasSizeGreaterThan(1);
    for (RecordedRequest request : server.requests()) {
      assertThat(request.path()).endsWith("?api-version=2024-10-21");
      assertThat(request.header("api-key")).contains("k1");
      assertThat(request.header("authorization")).isEmpty();
      assertThat(request.header("openai-organization")).contains("org-1");
      assertThat(request.header("x-team")).contains("se,cret");
    }
  }

  private static final String QUESTION = "{\"model\":\"acme/m\",\"input\":\"hi\"}";

  /** Servers say it in many ways; each is asked once only for what it does not know. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{\"error\":{\"message\":\"Unknown request URL: POST /acme/v1/responses\"}}",
        "404|{\"detail\":\"Not Found\"}",
        "404|{\"error\":{\"code\":404,\"message\":\"File Not"
            + " Found\",\"type\":\"not_found_error\"}}",
        "404|<html>nothing here</html>",
        "405|{\"detail\":\"Method Not Allowed\"}",
        "501|no",
      })
  void responses_atAServerWithoutThem_areTranslated_andThatIsRemembered(int status, String body) {
    start("dialect: openai");
    server.replyBy(
        request ->
            request.path().endsWith("/responses")
                ? Reply.raw(status, "application/json", body)
                : Reply.raw(200, "application/json", answer("translated")));

    HttpResponse<String> first = gateway.post("/v1/responses", QUESTION);
    HttpResponse<String> second = gateway.post("/v1/responses", QUESTION);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).contains("translated", "\"object\":\"response\"");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(paths()).filteredOn(path -> path.endsWith("/responses")).hasSize(1);
    assertThat(paths()).filteredOn(path -> path.endsWith("/chat/completions")).hasSize(2);
  }

  private List<String> paths() {
    return server.requests().stream().map(RecordedRequest::path).toList();
  }

  /** What is not there may be the model, or the response that is named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"The model `m` does not exist.\",\"code\":\"model_not_found\"}}",
        "{\"error\":{\"message\":\"Previous response with id 'resp_1' not found.\"}}",
      })
  void responses_ofAModelThatIsNotThere_areNotTranslated(String body) {
    start("dialect: openai");
    server.always(Reply.raw(404, "application/json", body));

    HttpResponse<String> answer = gateway.post("/v1/responses", QUESTION);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(paths()).containsOnly("/responses");
  }

  @Test
  void operations_decideWhatIsAsked() {
    start("operations: [chat]");
    server.always(Reply.raw(200, "application/json", answer("translated")));

    HttpResponse<String> response = gateway.post("/v1/responses", QUESTION);
    HttpResponse<String> embedding =
        gateway.post("/v1/embeddings", "{\"model\":\"acme/e\",\"input\":\"hi\"}");

    assertThat(response.body()).contains("translated");
    assertThat(embedding.statusCode()).isBetween(400, 499);
    assertThat(paths()).containsOnly("/chat/completions");
  }
}
