package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Anthropic's API as a caller sees it, whoever answers. */
class AnthropicCallerTest {
  private static final String ASK =
      "\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider anthropic = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("ANTHROPIC_API_KEY", "operators-key")
          .set("ANTHROPIC_BASE_URL", anthropic.baseUrl())
          .ollama(ollama.baseUrl())
          .set("BACKOFF_BASE_SECONDS", "0.05")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    anthropic.close();
    ollama.close();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static List<String> events(HttpResponse<String> answer) {
    return answer.body().lines().filter(line -> line.startsWith("event: ")).toList();
  }

  @Test
  void aStream_hasTheEventsInTheirOrder() {
    ollama.always(Reply.text("Good ", "day.").usage(7, 2));

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"ollama/m\",\"stream\":true," + ASK);

    assertThat(events(answer))
        .containsExactly(
            "event: message_start",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: message_delta",
            "event: message_stop");
    assertThat(answer.body()).contains("\"stop_reason\":\"end_turn\"", "\"output_tokens\":2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages", "/v1/messages?beta=true"})
  void toAnthropicItselfGoTheCallersBytes_andTheHeadersOfItsVersion(String path) {
    anthropic.always(Reply.text("Good day."));
    String own = "\"future_field\":[1e400],\"cache_control\":{\"type\":\"ephemeral\"},";

    HttpResponse<String> answer =
        gateway.send(
            gateway
                .post(path)
                .header("anthropic-version", "2026-01-01")
                .header("anthropic-beta", "trial-1")
                .header("anthropic-beta", "trial-2")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{" + own + "\"model\":\"anthropic/claude-x\"," + ASK))
                .build());

    assertThat(answer.statusCode()).isEqualTo(200);
    RecordedRequest received = anthropic.chatRequests().getLast();
    assertThat(received.bodyText()).isEqualTo("{" + own + "\"model\":\"claude-x\"," + ASK);
    assertThat(received.header("anthropic-version")).hasValue("2026-01-01");
    assertThat(received.header("anthropic-beta")).hasValue("trial-1,trial-2");
    assertThat(received.header("x-api-key")).hasValue("operators-key");
    assertThat(received.path()).isEqualTo(path);
  }

  @Test
  void aRecordedStreamOfAnthropics_arrivesByteForByte() {
    byte[] stream =
        Fixture.in("anthropic", "21-stream-thinking-parallel-tools.sse").getFirst().bytes();
    anthropic.always(Reply.rawStream(stream, 61));

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"c\",\"stream\":true," + ASK);

    assertThat(answer.body()).isEqualTo(new String(stream, StandardCharsets.UTF_8));
  }

  /** Claude Code sends signed thoughts back only to the model whose name the answer had. */
  @ParameterizedTest
  @CsvSource({
    "anthropic/c, false, anthropic",
    "anthropic/c, true, anthropic",
    "auto, false, anthropic",
    "auto, true, anthropic",
    "ollama/m \uD83C\uDF89, false, ollama",
    "ollama/m \uD83C\uDF89, true, ollama"
  })
  void theAnswersModel_isTheOneThatWasAskedFor(String asked, boolean stream, String provider) {
    anthropic.always(Reply.text("Good day.").model("claude-x-20260101"));
    ollama.always(Reply.text("Good day.").model("m-q4"));

    HttpResponse<String> answer =
        gateway.post(
            "/v1/messages", "{\"model\":\"" + asked + "\",\"stream\":" + stream + "," + ASK);

    String body = stream ? Sse.data(answer.body()).getFirst() : answer.body();
    JsonNode message = stream ? json(body).get("message") : json(body);
    assertThat(message.get("model").asString()).isEqualTo(asked);
    assertThat(message.get("type").asString()).isEqualTo("message");
    assertThat(answer.body()).contains("Good day.", "end_turn");
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue(provider);
  }

  /** Asked by the provider's own name for a model, it may say which edition that is. */
  @Test
  void theAnswersModel_isTheProvidersWord_whereItWasAskedByItsOwnName() {
    anthropic.always(Reply.text("Good day.").model("claude-x-20260101"));

    HttpResponse<String> answer = gateway.post("/v1/messages", "{\"model\":\"claude-x\"," + ASK);

    assertThat(json(answer.body()).get("model").asString()).isEqualTo("claude-x-20260101");
  }

  /** The name stands in the first event but for pings, and nowhere else. */
  @Test
  void theRestOfAStream_isAsAnthropicWroteIt() {
    String stream =
        new String(
            Fixture.in("anthropic", "21-stream-thinking-parallel-tools.sse").getFirst().bytes(),
            StandardCharsets.UTF_8);
    String early = "event: ping\ndata: {\"type\":\"ping\",\"message\":{\"model\":\"no\"}}\n\n";
    anthropic.always(Reply.rawStream(": hello\n\n" + early + stream, 61));

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"anthropic/c\",\"stream\":true," + ASK);

    String named = "\"model\":\"claude-sonnet-4-6\"";
    assertThat(stream).containsOnlyOnce(named);
    assertThat(answer.body())
        .isEqualTo(": hello\n\n" + early + stream.replace(named, "\"model\":\"anthropic/c\""));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anthropicFails_anotherAnswersInAnthropicsWords(boolean stream) {
    anthropic.always(Reply.status(500));
    ollama.always(Reply.text("Good ", "day."));

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"auto\",\"stream\":" + stream + "," + ASK);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("ollama");
    assertThat(answer.body()).contains(stream ? "event: message_stop" : "\"end_turn\"");
  }

  /**
   * Claude Code's own line for Anthropic differs in each request; other providers' caches go by it.
   */
  @Test
  void theBillingLine_isForAnthropicOnly_andBlocksStayApart() {
    anthropic.always(Reply.text("Good day."));
    ollama.always(Reply.text("Good day."));
    String body =
        "\"system\":[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header:"
            + " cch=1a2b3;\"},{\"type\":\"text\",\"text\":\"Be"
            + " brief.\"},{\"type\":\"text\",\"text\":\"Be kind.\"}],"
            + "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
            + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\","
            + "\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
            + "\"tool_use_id\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"one\"},"
            + "{\"type\":\"text\",\"text\":\"two\"}]}]}]}";

    gateway.post("/v1/messages", "{\"model\":\"anthropic/c\"," + body);
    gateway.post("/v1/messages", "{\"model\":\"ollama/m\"," + body);

    assertThat(anthropic.chatRequests().getLast().bodyText()).isEqualTo("{\"model\":\"c\"," + body);
    JsonNode asked = json(ollama.chatRequests().getLast().bodyText());
    assertThat(asked.at("/messages/0/content").asString()).isEqualTo("Be brief.\n\nBe kind.");
    assertThat(asked.at("/messages/3/content").asString()).isEqualTo("one\ntwo");
  }

  /** A thought with Anthropic's signature goes back to Anthropic, and to nobody else. */
  @Test
  void reasoning_goBackToTheirMakerOnly() {
    String thought =
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm 8123\","
            + "\"signature\":\"c2ln\"},{\"type\":\"text\",\"text\":\"Yes\"}]},";
    String body =
        "\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
            + thought
            + "{\"role\":\"user\",\"content\":\"b\"}]}";
    anthropic.always(Reply.text("x"));
    ollama.always(Reply.text("x"));

    gateway.post("/v1/messages", "{\"model\":\"anthropic/c\"," + body);
    gateway.post("/v1/messages", "{\"model\":\"ollama/m\"," + body);

    assertThat(anthropic.chatRequests().getLast().bodyText()).contains("Hm 8123", "c2ln");
    assertThat(ollama.chatRequests().getLast().bodyText()).contains("Yes").doesNotContain("c2ln");
  }

  @Test
  void aLongToolLoop_andALargeBody_areTaken() {
    StringBuilder body =
        new StringBuilder("{\"model\":\"ollama/m\",\"max_tokens\":9,\"messages\":[");
    body.append("{\"role\":\"user\",\"content\":\"go\"}");
    for (int i = 0; i < 300; i++) {
      body.append(",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_")
          .append(i)
          .append("\",\"name\":\"look\",\"input\":{\"n\":")
          .append(i)
          .append("}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":")
          .append("\"toolu_")
          .append(i)
          .append("\",\"content\":[{\"type\":\"text\",\"text\":\"")
          .append("x".repeat(1_000))
          .append("\"}]}]}");
    }
    body.append("],\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}},")
        .append("{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]}");
    ollama.always(Reply.text("done"));

    HttpResponse<String> answer = gateway.post("/v1/messages", body.toString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-modelrouter-warnings").orElse(""))
        .contains("web_search_20250305");
    assertThat(json(ollama.chatRequests().getLast().bodyText()).path("messages").size())
        .isEqualTo(601);
  }

  @Test
  void aBrokenStream_endsInAnErrorEvent() {
    ollama.always(Reply.words(10).endAfter(4));

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"ollama/m\",\"stream\":true," + ASK);

    assertThat(events(answer).getLast()).isEqualTo("event: error");
    assertThat(answer.body()).doesNotContain("message_stop");
  }

  @Test
  void theKeyMayStandInAnthropicsHeader_andSomebodyAnswersTheProbe() {
    HttpResponse<String> refused =
        gateway.send(
            HttpRequest.newBuilder(
                    java.net.URI.create("http://127.0.0.1:" + gateway.port() + "/v1/messages"))
                .header("x-api-key", "wrong")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    HttpResponse<String> probe =
        gateway.send(
            HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + gateway.port() + "/"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(json(refused.body()).at("/error/type").asString()).isEqualTo("authentication_error");
    assertThat(probe.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "create, thread_unsupported_request, msg_1",
    "continue, thread_unsupported_request, msg_1",
    "continue, thread_not_found, msg_req_1"
  })
  void aThread_isRefusedForOthersThanAnthropic_inItsOwnWords(
      String type, String code, String previous) {
    String thread =
        "\"thread\":{\"type\":\"%s\",\"previous_message_id\":\"%s\"},".formatted(type, previous);

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"ollama/m\"," + thread + ASK);

    JsonNode error = json(answer.body()).get("error");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.at("/details/error_code").asString()).isEqualTo(code);
    assertThat(ollama.chatRequests()).isEmpty();
  }

  @Test
  void aThread_neverGoesOnAtAnotherProvider() {
    anthropic.always(Reply.status(529));
    String thread = "\"thread\":{\"type\":\"continue\",\"previous_message_id\":\"msg_1\"},";

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "{\"model\":\"auto\"," + thread + ASK);

    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(anthropic.chatRequests()).isNotEmpty();
    assertThat(ollama.chatRequests()).isEmpty();
  }

  @Test
  void aByteOrderMark_isNoPartOfTheBody() {
    ollama.always(Reply.text("Good day."));

    HttpResponse<String> answer =
        gateway.post("/v1/messages", "\uFEFF{\"model\":\"ollama/m\"," + ASK);

    assertThat(answer.statusCode()).isEqualTo(200);
  }
}
