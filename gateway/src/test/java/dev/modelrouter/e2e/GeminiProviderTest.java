package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.StatusReply;
import dev.modelrouter.wire.Fixture;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Gemini behind OpenAI's API and the inherited one, over sockets. */
class GeminiProviderTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KEY = "gemini-secret-55aa77";
  private static final String PATH = "/v1/chat/completions";
  private static final String ASK =
      "{\"model\":\"gemini/gemini-3.8-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String STREAM = ASK.replace("\"model\"", "\"stream\":true,\"model\"");
  private static final String PLAIN =
      "{\"provider\":\"gemini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider gemini = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("GEMINI_API_KEY", KEY)
          .set("GEMINI_BASE_URL", gemini.baseUrl())
          .start();

  @AfterEach
  void stop() {
    GatewayUnderTest.eventually("upstream idle", () -> gemini.openRequests() == 0);
    gateway.close();
    gemini.close();
    assertThat(gateway.log()).doesNotContain(KEY);
  }

  private static byte[] recorded(String name) {
    return Fixture.in("gemini", name).getFirst().bytes();
  }

  private RecordedRequest asked() {
    return gemini.chatRequests().getLast();
  }

  @Test
  void wholeAnswer_hasOpenAisShape() {
    gemini.always(Reply.text("Hello ", "\"you\"\n😀").usage(3, 4));

    HttpResponse<String> answer = gateway.post(PATH, ASK);

    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Hello \"you\"\n😀");
    assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(7);
    assertThat(asked().path()).isEqualTo("/v1beta/models/gemini-3.8-flash:generateContent");
    assertThat(asked().header("x-goog-api-key")).contains(KEY);
    assertThat(asked().header("authorization")).isEmpty();
    assertThat(asked().bodyText())
        .startsWith("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]");
  }

  @Test
  void stream_comesPieceByPiece_andEnds() {
    gemini.always(Reply.words(3).usage(3, 4));

    List<String> events = Sse.data(gateway.post(PATH, STREAM).body());

    StringBuilder text = new StringBuilder();
    events
        .subList(0, events.size() - 1)
        .forEach(e -> text.append(JSON.readTree(e).at("/choices/0/delta/content").asString("")));
    assertThat(text.toString()).isEqualTo("w1 w2 w3 ");
    assertThat(events.getLast()).isEqualTo("[DONE]");
    assertThat(asked().path())
        .isEqualTo("/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
  }

  @Test
  void inheritedApi_getsTextAndDefaultModel() {
    gemini.always(Reply.words(2));

    assertThat(gateway.chat(PLAIN).body()).contains("w1 w2 ");
    assertThat(asked().path()).contains("/models/gemini-2.5-flash:generateContent");
    assertThat(gateway.stream(PLAIN).body()).contains("w1 ", "w2 ");
  }

  @Test
  void reasoningAndCalls_reachTheCaller() {
    gemini.always(Reply.rawStream(recorded("21-stream-thoughts-parallel-calls-crlf.sse"), 7));

    String all = gateway.post(PATH, STREAM).body();

    assertThat(all)
        .contains("\"reasoning_content\":\"two tools.\"")
        .contains("\"index\":1,", "\"index\":2,\"id\":\"fc-3\"")
        .contains("\"finish_reason\":\"tool_calls\"")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void blockedPrompt_isAContentPolicyError() {
    StatusReply blocked =
        Reply.raw(200, "application/json", recorded("12-response-error-blocked-prompt.json"));
    gemini.script(blocked, Reply.rawStream(recorded("26-stream-blocked-crlf.sse"), 1000), blocked);

    for (String ask : List.of(ASK, STREAM)) {
      HttpResponse<String> answer = gateway.post(PATH, ask);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("content_policy_violation");
    }
    assertThat(gateway.chat(PLAIN).statusCode()).isEqualTo(400);
  }

  @Test
  void badKey_isTheOperatorsTrouble_andPutsTheProviderAway() {
    gemini.always(
        Reply.raw(
            400,
            "application/json",
            "{\"error\":{\"code\":400,\"message\":\"API key not valid\",\"details\":"
                + "[{\"reason\":\"API_KEY_INVALID\"}]}}"));

    assertThat(gateway.chat(PLAIN).statusCode()).isEqualTo(502);
    assertThat(gateway.chat(PLAIN).statusCode()).isEqualTo(503);
    assertThat(gemini.chatRequests()).hasSize(1);
  }

  @Test
  void complaint_keepsGooglesWords() {
    gemini.always(Reply.error(400, "INVALID_ARGUMENT", "contents is wrong"));

    HttpResponse<String> answer = gateway.post(PATH, ASK);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("contents is wrong", "INVALID_ARGUMENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "cut", "end", "error", "stall"})
  void streamThatBreaksAfterContent_endsWithAnErrorAndNoEndMark(String fault) {
    gemini.always(
        switch (fault) {
          case "reset" -> Reply.words(3).resetAfter(2);
          case "cut" -> Reply.words(3).cutAfter(2);
          case "end" -> Reply.words(3).endAfter(2);
          case "error" -> Reply.words(3).errorAfter(2);
          default -> Reply.words(3).stallAfter(2);
        });

    String body = gateway.post(PATH, STREAM).body();

    assertThat(body).contains("w1 ", "\"error\":{").doesNotContain("[DONE]");
  }

  @Test
  void streamThatStaysOpenAfterItsReason_isWhole() {
    gemini.always(Reply.words(2).withoutEndMarkLeftOpen());

    assertThat(gateway.post(PATH, STREAM).body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void models_areListedWithoutTheirFolder() {
    assertThat(gateway.get("/v1/models").body()).contains("\"gemini/fake-model\"");
  }

  @Test
  void nameOfAModel_cannotLeaveItsPlace() {
    gateway.post(PATH, ASK.replace("gemini-3.8-flash", "../../upload?x=#"));

    assertThat(gemini.requests().getLast().path())
        .isEqualTo("/v1beta/models/..%2F..%2Fupload%3Fx%3D%23:generateContent");
  }
}
