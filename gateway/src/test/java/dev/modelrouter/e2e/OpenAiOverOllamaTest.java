package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.StatusReply;
import dev.modelrouter.wire.Fixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's API in front of an Ollama: the caller cannot tell. */
class OpenAiOverOllamaTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PATH = "/v1/chat/completions";
  private static final String ASK =
      "{\"model\":\"ollama/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String STREAM = ASK.replace("\"model\"", "\"stream\":true,\"model\"");

  private final FakeProvider ollama = FakeProvider.start();
  private final FakeProvider groq = FakeProvider.start();
  private GatewayUnderTest gateway =
      GatewayUnderTest.with().groq(groq.baseUrl()).ollama(ollama.baseUrl()).start();

  @AfterEach
  void stop() {
    gateway.close();
    ollama.close();
    groq.close();
  }

  private static StatusReply recorded(String name, String type) {
    Fixture fixture = Fixture.in("ollama", name).stream().findFirst().orElseThrow();
    return Reply.raw(200, type, fixture.bytes());
  }

  private static JsonNode delta(String event) {
    return JSON.readTree(event).path("choices").path(0).path("delta");
  }

  @Test
  void wholeAnswer_hasOpenAisShape() {
    ollama.always(Reply.text("Hello ", "\"you\"\n\ud83d\ude00").usage(3, 4));

    HttpResponse<String> answer = gateway.post(PATH, ASK);
    JsonNode body = JSON.readTree(answer.body());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(body.path("object").asString()).isEqualTo("chat.completion");
    assertThat(body.path("id").asString()).startsWith("chatcmpl-");
    JsonNode choice = body.path("choices").path(0);
    assertThat(choice.path("message").path("content").asString())
        .isEqualTo("Hello \"you\"\n\ud83d\ude00");
    assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
    assertThat(body.path("usage").path("total_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void stream_isChunksWithOneRoleOneFinishAndTheEndMark() {
    ollama.always(Reply.words(3).usage(3, 4));

    List<String> events =
        Sse.data(
            gateway
                .post(
                    PATH,
                    STREAM.replace(
                        "\"stream\":true",
                        "\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                .body());

    assertThat(delta(events.getFirst()).path("role").asString()).isEqualTo("assistant");
    assertThat(events.stream().filter(e -> e.contains("\"finish_reason\":\"stop\""))).hasSize(1);
    assertThat(events.get(events.size() - 2)).contains("\"total_tokens\":7", "\"choices\":[]");
    assertThat(events.getLast()).isEqualTo("[DONE]");
    StringBuilder text = new StringBuilder();
    events
        .subList(0, events.size() - 1)
        .forEach(e -> text.append(delta(e).path("content").asString("")));
    assertThat(text.toString()).isEqualTo("w1 w2 w3 ");
  }

  @Test
  void toolCallsAndReasoning_areStreamedAsOpenAiDoes() {
    ollama.always(recorded("11-chat-stream-thinking-tools.ndjson", "application/x-ndjson"));

    List<String> events = Sse.data(gateway.post(PATH, STREAM).body());

    String all = String.join("\n", events);
    assertThat(all).contains("\"reasoning_content\":\"Two\"");
    assertThat(all)
        .contains(
            "\"tool_calls\":[{\"index\":0,\"id\":\"call_o1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]")
        .contains("\"index\":1,\"id\":\"call_o2\"")
        .contains("\"finish_reason\":\"tool_calls\"");
    assertThat(events.getLast()).isEqualTo("[DONE]");
  }

  @Test
  void conversation_reachesOllamaInItsWords() {
    gateway.post(
        PATH,
        """
        {"model":"ollama/m","max_tokens":9,"stop":"x","tools":[{"type":"function","function":
          {"name":"f","parameters":{"maximum":9007199254740993}}}],
         "messages":[{"role":"developer","content":"d"},
          {"role":"user","content":[{"type":"text","text":"a"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
          {"role":"assistant","tool_calls":[{"id":"c1","type":"function",
            "function":{"name":"f","arguments":"{\\"n\\":1e400}"}}]},
          {"role":"tool","tool_call_id":"c1","content":"r"}]}
        """);

    assertThat(ollama.chatRequests().getLast().bodyText())
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"d\"},"
                + "{\"role\":\"user\",\"content\":\"a\",\"images\":[\"AAAA\"]},"
                + "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c1\","
                + "\"function\":{\"index\":0,\"name\":\"f\",\"arguments\":{\"n\":1e400}}}]},"
                + "{\"role\":\"tool\",\"content\":\"r\",\"tool_name\":\"f\",\"tool_call_id\":\"c1\"}"
                + "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"parameters\":{\"maximum\":9007199254740993}}}],\"stream\":false,"
                + "\"options\":{\"num_predict\":9,\"stop\":[\"x\"]}}");
  }

  @Test
  void parameterWithoutWords_isLeftOutWithAWarning() {
    HttpResponse<String> answer =
        gateway.post(PATH, ASK.replace("\"model\"", "\"logit_bias\":{\"1\":2},\"n\":2,\"model\""));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-modelrouter-warnings"))
        .hasValue("left out, not supported by ollama: logit_bias, n");
  }

  @Test
  void parameterWithoutWords_isRefusedWhereTheOperatorSaysSo() {
    gateway.close();
    gateway =
        GatewayUnderTest.with()
            .ollama(ollama.baseUrl())
            .set("UNSUPPORTED_PARAMS", "reject")
            .start();

    HttpResponse<String> answer = gateway.post(PATH, ASK.replace("\"model\"", "\"n\":2,\"model\""));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"n\"", "unsupported_parameter");
    assertThat(ollama.chatRequests()).isEmpty();
  }

  @Test
  void imageOllamaWouldHaveToFetch_isRefusedByName() {
    HttpResponse<String> answer =
        gateway.post(
            PATH,
            ASK.replace(
                "\"Hi\"",
                "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.example/a.png\"}}]"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"messages[0].content\"");
  }

  @Test
  void fallbackAcrossDialects_isNotSeen() {
    groq.always(Reply.status(500));
    ollama.always(Reply.words(2));

    List<String> events = Sse.data(gateway.post(PATH, STREAM.replace("ollama/m", "auto")).body());

    assertThat(events.getLast()).isEqualTo("[DONE]");
    assertThat(String.join("", events)).contains("w1 ", "w2 ");
  }

  @Test
  void streamThatIsSilent_showsThatItLives_betweenEvents() {
    gateway.close();
    gateway =
        GatewayUnderTest.with().groq(groq.baseUrl()).set("STREAM_KEEPALIVE_SECONDS", "0.1").start();
    groq.always(Reply.words(3).betweenTokens(java.time.Duration.ofMillis(350)));

    String body = gateway.post(PATH, STREAM.replace("ollama/m", "groq/m")).body();

    assertThat(body).contains("\n\n: keep-alive\n\n");
    assertThat(Sse.data(body).getLast()).isEqualTo("[DONE]");
    assertThat(body.getBytes(StandardCharsets.UTF_8)[0]).isEqualTo((byte) 'd');
  }

  @Test
  void streamNobodyHasAnswered_isSilent_unlessTheOperatorWantsAHeadFirst() {
    groq.always(Reply.status(500).beforeHead(java.time.Duration.ofMillis(400)));
    for (boolean early : List.of(false, true)) {
      gateway.close();
      gateway =
          GatewayUnderTest.with()
              .groq(groq.baseUrl())
              .set("STREAM_KEEPALIVE_SECONDS", "0.1")
              .set("STREAM_EARLY_HEAD", early)
              .start();

      HttpResponse<String> answer = gateway.post(PATH, STREAM.replace("ollama/m", "groq/m"));

      assertThat(answer.statusCode()).isEqualTo(early ? 200 : 502);
      if (early) {
        assertThat(answer.body()).startsWith(": keep-alive\n\n: keep-alive\n\n");
        assertThat(Sse.data(answer.body())).singleElement().asString().startsWith("{\"error\":");
      }
    }
  }

  @Test
  void demo_answersInOpenAisShape() {
    gateway.close();
    gateway = GatewayUnderTest.with().start();

    HttpResponse<String> answer = gateway.post(PATH, ASK.replace("ollama/m", "auto"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("demonstration");
  }
}
