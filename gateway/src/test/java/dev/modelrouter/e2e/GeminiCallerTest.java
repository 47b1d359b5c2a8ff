package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.net.URI;
import java.net.http.HttpClient;
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

/** Gemini's API as a caller sees it, whoever answers. */
class GeminiCallerTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ASK =
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final FakeProvider gemini = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .groq(groq.baseUrl())
          .ollama(ollama.baseUrl())
          .set("GEMINI_API_KEY", "gemini-key-of-the-operator")
          .set("GEMINI_BASE_URL", gemini.baseUrl())
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    ollama.close();
    gemini.close();
  }

  private static String path(String model, String action) {
    return "/v1beta/models/" + model + ":" + action;
  }

  private static String text(JsonNode response) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : response.path("candidates").path(0).path("content").path("parts")) {
      text.append(part.path("text").asString(""));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"groq/m", "ollama/m", "gemini/m", "groq%2Fm", "auto"})
  void answer_hasGeminisForm_whoeverGivesIt(String model) {
    for (FakeProvider provider : List.of(groq, ollama, gemini)) {
      provider.always(Reply.text("a\nb 🎉 data: x").usage(3, 4));
    }

    HttpResponse<String> answer = gateway.post(path(model, "generateContent"), ASK);

    JsonNode response = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(text(response)).isEqualTo("a\nb 🎉 data: x");
    assertThat(response.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
    assertThat(response.at("/usageMetadata/totalTokenCount").asInt()).isEqualTo(7);
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"groq/m,v1beta", "ollama/m,v1beta", "gemini/m,v1beta", "groq/m,v1"})
  void stream_hasGeminisForm_whoeverGivesIt(String model, String version) {
    for (FakeProvider provider : List.of(groq, ollama, gemini)) {
      provider.always(Reply.words(3).usage(3, 4));
    }
    String path = path(model, "streamGenerateContent").replace("v1beta", version);

    HttpResponse<String> sse = gateway.post(path + "?alt=sse", ASK);
    HttpResponse<String> array = gateway.post(path, ASK);

    assertThat(sse.headers().firstValue("content-type").orElse("")).contains("text/event-stream");
    StringBuilder text = new StringBuilder();
    List<String> events = Sse.data(sse.body());
    events.forEach(event -> text.append(text(JSON.readTree(event))));
    assertThat(text).hasToString("w1 w2 w3 ");
    JsonNode last = JSON.readTree(events.getLast());
    assertThat(last.at("/candidates/0/finishReason").asString()).isEqualTo("STOP");
    assertThat(last.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(4);
    JsonNode all = JSON.readTree(array.body());
    assertThat(all.isArray()).isTrue();
    StringBuilder joined = new StringBuilder();
    all.forEach(response -> joined.append(text(response)));
    assertThat(joined).hasToString("w1 w2 w3 ");
  }

  @Test
  void geminiItself_getsAndGivesTheBytes() {
    byte[] said = Fixture.in("gemini", "20-stream-text-crlf.sse").getFirst().bytes();
    gemini.always(Reply.raw(200, "text/event-stream", said));
    String ask = ASK.replace("}]}]}", "}]}], \"safetySettings\" : [ ],\"odd\":1e400}");

    HttpResponse<String> answer =
        gateway.post(path("gemini/m", "streamGenerateContent") + "?alt=sse", ask);

    assertThat(answer.body()).isEqualTo(new String(said, StandardCharsets.UTF_8));
    assertThat(gemini.chatRequests().getLast().bodyText()).isEqualTo(ask);
    assertThat(gemini.chatRequests().getLast().path())
        .isEqualTo("/v1beta/models/m:streamGenerateContent?alt=sse");
    assertThat(gemini.chatRequests().getLast().header("x-goog-api-key"))
        .contains("gemini-key-of-the-operator");
  }

  @Test
  void failingGemini_isNotSeen() {
    gemini.always(Reply.status(500));
    groq.always(Reply.status(500));
    ollama.always(Reply.words(2));

    HttpResponse<String> answer =
        gateway.post(path("auto", "streamGenerateContent") + "?alt=sse", ASK);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("w1 ", "w2 ", "STOP");
  }

  @Test
  void toolCalls_comeWithTheirArguments() {
    groq.always(
        Reply.raw(
            200,
            "text/event-stream",
            Fixture.in("openai", "23-stream-tools-parallel.sse").getFirst().bytes()));

    HttpResponse<String> answer =
        gateway.post(path("groq/m", "streamGenerateContent") + "?alt=sse", ASK);

    List<String> calls =
        Sse.data(answer.body()).stream()
            .map(JSON::readTree)
            .flatMap(event -> event.at("/candidates/0/content/parts").valueStream())
            .filter(part -> part.has("functionCall"))
            .map(part -> part.at("/functionCall/name").asString())
            .toList();
    assertThat(calls).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void errors_haveGooglesForm() {
    HttpResponse<String> wrong = gateway.post(path("groq/m", "generateContent"), "{}");
    HttpResponse<String> broken = gateway.post(path("groq/m", "generateContent"), "{");
    groq.always(Reply.status(429));
    HttpResponse<String> spent = gateway.post(path("groq/m", "generateContent"), ASK);

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(wrong.body()).at("/error/status").asString())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(spent.statusCode()).isEqualTo(429);
    assertThat(JSON.readTree(spent.body()).at("/error/status").asString())
        .isEqualTo("RESOURCE_EXHAUSTED");
  }

  @Test
  void streamThatBreaks_endsWithAnError() {
    groq.always(Reply.words(9).cutAfter(3));

    String body = gateway.post(path("groq/m", "streamGenerateContent") + "?alt=sse", ASK).body();

    assertThat(body).contains("w3 ").doesNotContain("finishReason\":\"STOP");
    assertThat(JSON.readTree(Sse.data(body).getLast()).has("error")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "x-goog-api-key,KEY,'',200",
    "x-goog-api-key,wrong,'',401",
    "x-nothing,'',?key=KEY,200",
    "x-nothing,'',?key=wrong,401",
    "Authorization,Bearer KEY,'',200",
    "x-nothing,'','',401"
  })
  void key_isTakenAsGooglesSdksSendIt(String header, String value, String query, int status)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + gateway.port()
                              + path("groq/m", "generateContent")
                              + query.replace("KEY", GatewayUnderTest.KEY)))
                  .header(header, value.replace("KEY", GatewayUnderTest.KEY))
                  .POST(HttpRequest.BodyPublishers.ofString(ASK))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(status);
      if (status == 401) {
        assertThat(JSON.readTree(answer.body()).at("/error/status").asString())
            .isEqualTo("UNAUTHENTICATED");
      }
    }
  }

  @Test
  void colonOfTheAction_mayBeEncoded() {
    groq.always(Reply.text("a").usage(3, 4));

    HttpResponse<String> answer = gateway.post("/v1beta/models/groq/m%3agenerateContent", ASK);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(text(JSON.readTree(answer.body()))).isEqualTo("a");
  }

  @Test
  void cachedContent_goesToGemini_andToNoAlternative() {
    gemini.always(Reply.text("a").usage(3, 4));
    String ask = ASK.replaceFirst("\\{", "{\"cachedContent\":\"cachedContents/1\",");

    assertThat(gateway.post(path("gemini/m", "generateContent"), ask).statusCode()).isEqualTo(200);
    assertThat(gateway.post(path("groq/m", "generateContent"), ask).statusCode()).isEqualTo(400);
    assertThat(groq.chatRequests()).isEmpty();
  }
}
