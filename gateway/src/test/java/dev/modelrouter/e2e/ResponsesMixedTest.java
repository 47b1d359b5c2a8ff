package dev.modelrouter.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.ToolCall;
import dev.modelrouter.wire.Fixture;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Responses API before providers some of which have it ({@code openai}: bytes pass) and others
 * not ({@code deepseek}, {@code ollama}, {@code gemini}, {@code anthropic}: words), Ollama first.
 */
class ResponsesMixedTest {
  private static final String RESPONSES = "/v1/responses";

  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider others = FakeProvider.start();
  private GatewayUnderTest gateway = settings().start();

  private GatewayUnderTest.Builder settings() {
    return GatewayUnderTest.with()
        .openai(openai.baseUrl())
        .ollama(others.baseUrl())
        .set("DEEPSEEK_API_KEY", "operators-deepseek-key")
        .set("DEEPSEEK_BASE_URL", others.baseUrl())
        .set("GEMINI_API_KEY", "operators-gemini-key")
        .set("GEMINI_BASE_URL", others.baseUrl())
        .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
        .set("ANTHROPIC_BASE_URL", others.baseUrl())
        .set("PROVIDER_ORDER", "ollama,openai")
        .set("BACKOFF_BASE_SECONDS", "0.001");
  }

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
    others.close();
  }

  private void restart(GatewayUnderTest.Builder other) {
    gateway.close();
    gateway = other.start();
  }

  private HttpResponse<String> ask(String model, boolean stream, String more) {
    return gateway.post(
        RESPONSES,
        "{\"model\":\""
            + model
            + "\",\"input\":\"Hi\",\"stream\":"
            + stream
            + (more.isEmpty() ? "" : "," + more)
            + "}");
  }

  private static Reply recorded(String name) {
    byte[] bytes = Fixture.in("openai-operations", name).getFirst().bytes();
    String type = name.endsWith(".sse") ? "text/event-stream" : "application/json";
    return Reply.raw(200, type, bytes);
  }

  private static String by(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-modelrouter-provider").orElse("");
  }

  private static String error(HttpResponse<String> answer, String field) {
    return JsonMapper.shared().readTree(answer.body()).at("/error/" + field).asString("");
  }

  /** The events, each under the number of its place. */
  private static List<JsonNode> events(HttpResponse<String> stream) {
    List<JsonNode> events =
        Sse.data(stream.body()).stream().map(JsonMapper.shared()::readTree).toList();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
    }
    return events;
  }

  private static List<String> types(HttpResponse<String> stream) {
    return events(stream).stream().map(event -> event.path("type").asString()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void stream_isReportedInOrder_andIsTheWholeAnswerInTheEnd(String model) {
    others.always(
        Reply.text("Good ", "day.").calling(new ToolCall("look", "{\"at\":\"sun\"}")).usage(7, 3));

    HttpResponse<String> stream = ask(model, true, "");
    HttpResponse<String> whole = ask(model, false, "");

    assertThat(stream.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(types(stream))
        .startsWith(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta")
        .containsSubsequence(
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done")
        .endsWith("response.completed");
    JsonNode streamed = events(stream).getLast().path("response");
    JsonNode answer = JsonMapper.shared().readTree(whole.body());
    assertThat(streamed.path("usage")).isEqualTo(answer.path("usage"));
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(10);
    for (JsonNode response : List.of(streamed, answer)) {
      assertThat(response.at("/output/0/content/0/text").asString()).isEqualTo("Good day.");
      assertThat(response.at("/output/1/arguments").asString()).isEqualTo("{\"at\":\"sun\"}");
      assertThat(response.path("status").asString()).isEqualTo("completed");
    }
    HttpResponse<String> kept = gateway.get(RESPONSES + "/" + streamed.path("id").asString());
    assertThat(JsonMapper.shared().readTree(kept.body())).isEqualTo(streamed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void providerWithAChatFails_oneWithTheApiAnswersInItsOwnBytes(boolean stream) {
    others.always(Reply.status(500));
    String file = stream ? "61-response-stream.sse" : "60-response-text.json";
    openai.always(recorded(file));

    HttpResponse<String> answer = ask("auto", stream, "\"odd\":1e400");

    assertThat(by(answer)).isEqualTo("openai");
    assertThat(others.chatRequests()).hasSize(1);
    assertThat(answer.body())
        .isEqualTo(new String(Fixture.in("openai-operations", file).getFirst().bytes(), UTF_8));
    assertThat(openai.chatRequests().getLast().bodyText()).contains("\"odd\":1e400");
  }

  @Test
  void reasoningOfOthers_areLeftOutTowardsOpenAi_andNothingElse() {
    openai.always(recorded("60-response-text.json"));
    String own =
        "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"gAA\"}";
    String foreign = own.replace("gAA", "gemini:gAA");

    gateway.post(
        RESPONSES,
        "{\"model\":\"openai/m\", \"input\":[" + own + ", " + foreign + ",{\"odd\" : 1e400}]}");

    assertThat(openai.chatRequests().getLast().bodyText())
        .isEqualTo("{\"model\":\"m\", \"input\":[" + own + ",{\"odd\" : 1e400}]}");
  }

  @Test
  void streamOfAProviderThatBreaks_endsWithTheNextNumber() {
    byte[] stream = Fixture.in("openai-operations", "61-response-stream.sse").getFirst().bytes();
    openai.always(Reply.rawStream(Arrays.copyOf(stream, stream.length * 3 / 4), 100));

    List<JsonNode> events = events(ask("openai/m", true, ""));

    assertThat(events).hasSizeGreaterThan(3);
    assertThat(events.getLast().path("type").asString()).isEqualTo("error");
    assertThat(events.getLast().path("message").asString()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tools\":[{\"type\":\"web_search\"}],\"tool_choice\":\"required\" | tool_choice",
        "\"background\":true | background",
        "\"conversation\":\"conv_1\" | conversation",
        "\"prompt\":{\"id\":\"p\"} | prompt"
      })
  void whatOnlyOpenAiCanDo_isRefusedByName_orDoneByOpenAi(String more, String name) {
    openai.always(recorded("60-response-text.json"));

    HttpResponse<String> refused = ask("ollama/m", false, more);
    HttpResponse<String> done = ask("auto", false, more);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error(refused, "param")).isEqualTo(name);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(by(done)).isEqualTo("openai");
    assertThat(others.chatRequests()).isEmpty();
  }

  @Test
  void toolOfOpenAisServers_isNamedWhereItIsLeftOut() {
    others.always(Reply.text("Good day."));

    HttpResponse<String> answer = ask("ollama/m", false, "\"tools\":[{\"type\":\"web_search\"}]");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-modelrouter-warnings").orElse(""))
        .contains("tools[0]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestThatCannotBeSaid_isRefusedByTheDemoToo(boolean stream) {
    restart(GatewayUnderTest.with());

    HttpResponse<String> answer = ask("demo", stream, "\"background\":true");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(error(answer, "param")).isEqualTo("background");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failureBehindAnEarlyHead_isReportedInEvents(boolean readable) {
    restart(
        settings()
            .set("STREAM_EARLY_HEAD", "true")
            .set("STREAM_KEEPALIVE_SECONDS", "0.05")
            .set("PROVIDER_ORDER", "openai,ollama"));
    openai.always(Reply.hang());
    others.always(Reply.status(500));

    HttpResponse<String> answer = ask("auto", true, readable ? "" : "\"background\":true");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(types(answer))
        .containsExactly("response.created", "response.in_progress", "response.failed");
  }
}
