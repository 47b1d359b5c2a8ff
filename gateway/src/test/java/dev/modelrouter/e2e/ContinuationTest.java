package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stream that another provider goes on with, event by event, and those nobody may go on with. */
class ContinuationTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Answer TWENTY = Reply.words(20).model("the-model");
  private static final String ASK =
      "{\"model\":\"auto\",\"stream\":true,\"max_tokens\":100,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"Count\"}]%s}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    openai.replyBy(new PatientModel(TWENTY, false));
    ollama.replyBy(new PatientModel(TWENTY, false));
    gateway =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .openai(openai.baseUrl())
            .ollama(ollama.baseUrl())
            .start();
  }

  @AfterEach
  void stop() {
    for (FakeProvider provider : List.of(groq, openai, ollama)) {
      eventually("upstream idle", () -> provider.openRequests() == 0);
    }
    gateway.close();
    List.of(groq, openai, ollama).forEach(FakeProvider::close);
  }

  private String ask(String fields) {
    return gateway.post("/v1/chat/completions", ASK.formatted(fields)).body();
  }

  private static List<JsonNode> chunks(String stream) {
    return Sse.data(stream).stream()
        .filter(data -> !data.equals("[DONE]"))
        .map(JSON::readTree)
        .toList();
  }

  private static String text(String stream) {
    StringBuilder text = new StringBuilder();
    chunks(stream).forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
    return text.toString();
  }

  private static void assertError(String stream) {
    assertThat(Sse.data(stream).getLast()).startsWith("{\"error\":");
    assertThat(stream).doesNotContain("[DONE]", "x-modelrouter continued");
  }

  @Test
  void stream_keepsItsIdAndModel_andSaysWhoGoesOn() {
    groq.always(TWENTY.resetAfter(12));

    String stream = ask("");

    assertThat(text(stream)).isEqualTo(TWENTY.text());
    Set<String> heads = new TreeSet<>();
    for (JsonNode chunk : chunks(stream)) {
      heads.add(chunk.path("id").asString() + chunk.path("created") + chunk.path("model"));
      assertThat(chunk.at("/choices/0/index").asInt()).isZero();
      assertThat(chunk.path("usage").isObject()).as("nobody asked for it").isFalse();
    }
    assertThat(heads).containsExactly("chatcmpl-fake-11790000000\"the-model\"");
    assertThat(stream.split("\"role\":\"assistant\"", -1)).as("one beginning").hasSize(2);
    assertThat(stream).containsOnlyOnce(": x-modelrouter continued by openai\n\n");
    assertThat(stream).containsOnlyOnce("\"finish_reason\":\"stop\"").endsWith("data: [DONE]\n\n");
  }

  @Test
  void accessLog_namesBothProviders_andTheMetricsCountEachAttempt() {
    groq.always(TWENTY.resetAfter(12));

    ask("");

    eventually(
        "both parts are in the log",
        () ->
            gateway
                .log()
                .lines()
                .anyMatch(
                    line ->
                        line.contains("\"provider\":\"openai\"")
                            && line.contains("\"continued_from\":\"groq\"")));
    assertThat(gateway.metric("modelrouter_provider_success_total{provider=\"openai\"}")).isOne();
    assertThat(
            gateway.metric(
                "modelrouter_provider_failures_total{provider=\"groq\","
                    + "reason=\"CONNECTION_ERROR\"}"))
        .isOne();
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}")).isOne();
  }

  @Test
  void request_hasTheTextSoFar_andTheTokensThatAreLeft() {
    groq.always(TWENTY.resetAfter(12));

    ask(",\"temperature\":0.5,\"stop\":[\"END\"]");

    JsonNode request = JSON.readTree(openai.chatRequests().getFirst().bodyText());
    assertThat(request.at("/messages/0/content").asString()).isEqualTo("Count");
    assertThat(request.at("/messages/1/role").asString()).isEqualTo("assistant");
    assertThat(request.at("/messages/1/content").asString()).isEqualTo(Reply.words(12).text());
    assertThat(request.at("/messages/2/role").asString()).isEqualTo("user");
    // 39 bytes are some 10 tokens.
    assertThat(request.path("max_completion_tokens").asInt()).isEqualTo(90);
    assertThat(request.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(request.at("/stop/0").asString()).isEqualTo("END");
  }

  @Test
  void usage_isTheSumOfAllParts() {
    groq.always(TWENTY.resetAfter(12));

    List<JsonNode> chunks = chunks(ask(",\"stream_options\":{\"include_usage\":true}"));

    JsonNode usage = chunks.getLast().path("usage");
    // The second counted 100 and 8; the first's 12 words are 39 bytes.
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(8 + 10);
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(100 + 90);
  }

  @Test
  void theNextOneGoesOn_whenWhoWentOnDiesToo() {
    groq.always(TWENTY.resetAfter(6));
    openai.always(Reply.text("w7 ", "w8 ", "w9 ", "w10 ", "w11 ").resetAfter(3));

    String stream = ask("");

    assertThat(text(stream)).isEqualTo(TWENTY.text());
    assertThat(stream)
        .contains(": x-modelrouter continued by openai\n\n")
        .contains(": x-modelrouter continued by ollama\n\n")
        .endsWith("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/stream"})
  void anOpenAiProviderGoesOn_whenOllamaDies(String path) {
    gateway.close();
    gateway =
        GatewayUnderTest.with()
            .openai(openai.baseUrl())
            .ollama(ollama.baseUrl())
            .set("PROVIDER_ORDER", "ollama,openai")
            .start();
    ollama.always(TWENTY.cutAfter(12));

    String stream = gateway.post(path, ASK.formatted("").replace("\"model\":\"auto\",", "")).body();

    assertThat(path.equals("/stream") ? Sse.text(stream) : text(stream)).isEqualTo(TWENTY.text());
    assertThat(stream)
        .contains(": x-modelrouter continued by openai\n\n")
        .endsWith("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
        ",\"response_format\":{\"type\":\"json_object\"}",
        ",\"n\":2",
        ",\"logprobs\":true"
      })
  void nobodyGoesOn_withMoreThanPlainText(String fields) {
    groq.always(TWENTY.resetAfter(12));

    assertError(ask(fields));
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void nobodyGoesOn_withAToolCall() {
    String call =
        "data: {\"id\":\"x\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":"
            + "[{\"index\":0,\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\","
            + "\"arguments\":\"{\"}}]}}]}\n\n";
    groq.always(Reply.rawStream(call, call.length()));

    assertError(ask(""));
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void theCallerIsReported_whenNobodyCanGoOn() {
    groq.always(TWENTY.resetAfter(12));
    openai.always(Reply.text("Sure, ", "here is the rest: ", "w13 "));
    ollama.always(Reply.status(503));

    String stream = ask("");

    assertError(stream);
    assertThat(text(stream)).isEqualTo(Reply.words(12).text());
    assertThat(stream).contains("and nobody could go on with it", "\"connection_error\"");
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"openai\"}")).isZero();
  }

  @Test
  void whatIsRepeated_isLeftOut() {
    groq.always(TWENTY.resetAfter(12));
    openai.always(Reply.text("w9 w1", "0 w11 ", "w12 w13 w14 w15 ", "w16 w17 w18 w19 w20 "));

    assertThat(text(ask(""))).isEqualTo(TWENTY.text());
    assertThat(ollama.chatRequests()).isEmpty();
  }

  @Test
  void escapesAndWideLetters_goOnAsTheyWere() {
    String whole = "\"é\" 😀\t\\n line\nüber 漢字 and the rest of it";
    groq.always(Reply.text("\"é\" 😀\t", "\\n line\nüb").resetAfter(2));
    openai.replyBy(new PatientModel(Reply.text(whole), false));

    assertThat(text(ask(""))).isEqualTo(whole);
  }
}
