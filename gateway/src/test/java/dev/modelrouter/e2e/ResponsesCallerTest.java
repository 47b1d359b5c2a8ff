package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.ToolCall;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's Responses API in front of providers that do not have it, and what is remembered. */
class ResponsesCallerTest {
  private static final String TOOL =
      ",\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}]";

  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .openai(openai.baseUrl())
          .ollama(ollama.baseUrl())
          .set("OPENAI_RATE_LIMIT", 0)
          .set("BACKOFF_BASE_SECONDS", "0.05")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
    ollama.close();
  }

  private JsonNode ask(String model, String more) {
    HttpResponse<String> answer =
        gateway.post("/v1/responses", "{\"model\":\"" + model + "\"," + more + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private HttpResponse<String> delete(String id) {
    return gateway.send(
        gateway
            .request("/v1/responses/" + id)
            .method("DELETE", HttpRequest.BodyPublishers.noBody())
            .build());
  }

  @Test
  void aResponse_isFoundByItsId_untilItIsForgotten() {
    ollama.always(Reply.text("Good day."));

    JsonNode made = ask("ollama/m", "\"input\":\"Hi\"");
    String id = made.path("id").asString();

    HttpResponse<String> found = gateway.get("/v1/responses/" + id);
    assertThat(json(found)).isEqualTo(made);
    assertThat(delete(id).statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    assertThat(delete(id).statusCode()).isEqualTo(404);
  }

  @Test
  void aResponseThatIsNotToBeStored_isNotFound() {
    ollama.always(Reply.text("Good day."));

    String id = ask("ollama/m", "\"input\":\"Hi\",\"store\":false").path("id").asString();

    assertThat(gateway.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConversationGoesOn_fromTheResponseBefore(boolean streamed) {
    ollama.always(Reply.text("I look.").calling(new ToolCall("look", "{\"at\":\"sun\"}")));
    String id;
    if (streamed) {
      HttpResponse<String> stream =
          gateway.post(
              "/v1/responses",
              "{\"model\":\"ollama/m\",\"stream\":true,\"input\":\"What is up? 4411\""
                  + TOOL
                  + "}");
      assertThat(stream.body()).contains("event: response.completed");
      id = stream.body().replaceAll("(?s).*\"id\":\"(resp_[^\"]+)\".*", "$1");
    } else {
      id = ask("ollama/m", "\"input\":\"What is up? 4411\"" + TOOL).path("id").asString();
    }
    String call =
        json(gateway.get("/v1/responses/" + id))
            .path("output")
            .valueStream()
            .filter(item -> item.path("type").asString().equals("function_call"))
            .map(item -> item.path("call_id").asString())
            .findFirst()
            .orElseThrow();
    ollama.always(Reply.text("It shines."));

    ask(
        "ollama/m",
        "\"previous_response_id\":\""
            + id
            + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\""
            + call
            + "\",\"output\":\"bright 5519\"}]"
            + TOOL);

    assertThat(ollama.chatRequests().getLast().bodyText())
        .contains("What is up? 4411", "I look.", "look", "sun", "bright 5519");
  }

  /** As Codex sends the tools of an MCP server. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void toolsOfANamespace_areFunctions_andTheirCallsComeBackApart(boolean streamed) {
    String tools =
        ",\"tools\":[{\"type\":\"namespace\",\"name\":\"mcp__files__\",\"tools\":["
            + "{\"type\":\"function\",\"name\":\"read\",\"parameters\":{\"type\":\"object\"}},"
            + "{\"type\":\"custom\",\"name\":\"note\"}]},{\"type\":\"namespace\",\"name\":\"agents\","
            + "\"tools\":[{\"type\":\"function\",\"name\":\"wait\"},"
            + "{\"type\":\"function\",\"name\":\""
            + "w".repeat(60)
            + "\"}]}]";
    ollama.always(
        Reply.text()
            .calling(
                new ToolCall("mcp__files__read", "{\"at\":1}"),
                new ToolCall("mcp__files__note", "{\"input\":\"hm\"}"),
                new ToolCall("agents__wait", "{}")));
    String question = "\"model\":\"ollama/m\",\"input\":\"Hi\",\"stream\":" + streamed + tools;

    HttpResponse<String> answer = gateway.post("/v1/responses", "{" + question + "}");

    assertThat(answer.headers().firstValue("x-modelrouter-warnings")).isEmpty();
    String given = ollama.chatRequests().getLast().bodyText();
    assertThat(given)
        .contains("\"mcp__files__read\"", "\"mcp__files__note\"", "\"agents__wait\"")
        .containsPattern("\"agents__w{47}_[0-9a-f]{8}\"")
        .doesNotContain("namespace");
    JsonNode response =
        streamed
            ? JsonMapper.shared().readTree(Sse.data(answer.body()).getLast()).get("response")
            : json(answer);
    JsonNode output = response.get("output");
    assertThat(output.valueStream().map(item -> item.path("name").asString()))
        .containsExactly("read", "note", "wait");
    assertThat(output.valueStream().map(item -> item.path("namespace").asString()))
        .containsExactly("mcp__files__", "mcp__files__", "agents");
    assertThat(output.get(1).path("type").asString()).isEqualTo("custom_tool_call");

    ollama.always(Reply.text("Done."));
    ask(
        "ollama/m",
        "\"previous_response_id\":\""
            + response.get("id").asString()
            + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":"
            + output.get(0).get("call_id")
            + ",\"output\":\"1\"}]"
            + tools);
    JsonNode calls =
        JsonMapper.shared()
            .readTree(ollama.chatRequests().getLast().bodyText())
            .at("/messages/1/tool_calls");
    assertThat(calls.valueStream().map(call -> call.at("/function/name").asString()))
        .containsExactly("mcp__files__read", "mcp__files__note", "agents__wait");
  }

  /** The provider that has the API knows nothing of what was made here. */
  @Test
  void aConversationBegunHere_isWholeForAProviderThatHasTheApiToo() {
    ollama.always(Reply.text("Good day."));
    String id = ask("ollama/m", "\"input\":\"Hi 4411\"").path("id").asString();
    openai.always(Reply.text("Again."));

    ask("openai/m", "\"previous_response_id\":\"" + id + "\",\"input\":\"And?\"");

    assertThat(openai.chatRequests().getLast().path()).endsWith("/chat/completions");
    assertThat(openai.chatRequests().getLast().bodyText()).contains("Hi 4411", "Good day.", "And?");
  }

  @Test
  void aResponseNobodyKnows_isNamedAsSuch() {
    HttpResponse<String> answer =
        gateway.post(
            "/v1/responses",
            "{\"model\":\"ollama/m\",\"previous_response_id\":\"resp_x\",\"input\":\"Hi\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/code").asString()).isEqualTo("previous_response_not_found");
    assertThat(ollama.chatRequests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theProviderThatHasTheApiFails_anotherMakesTheResponseOfAChat(boolean stream) {
    openai.always(Reply.status(500));
    ollama.always(Reply.text("Good ", "day."));

    HttpResponse<String> answer =
        gateway.post(
            "/v1/responses", "{\"model\":\"auto\",\"input\":\"Hi\",\"stream\":" + stream + "}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(openai.chatRequests().getFirst().path()).endsWith("/responses");
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("ollama");
    assertThat(answer.body()).contains("Good day.", "\"status\":\"completed\"");
  }
}
