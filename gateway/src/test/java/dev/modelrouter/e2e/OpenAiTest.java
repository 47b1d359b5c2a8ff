package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.StatusReply;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's API as a caller sees it. */
class OpenAiTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String ASK =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String STREAM =
      "{\"model\":\"auto\",\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway = GatewayUnderTest.with().groq(groq.baseUrl()).openai(openai.baseUrl()).start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openai.close();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void answer_isTheProvidersOwn_andNamesWhoGaveIt() {
    String body = "{\"id\":\"x\",\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"new\":1e400}";
    groq.always(Reply.raw(200, "application/json", body));

    HttpResponse<String> answer = gateway.post(PATH, ASK);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(header(answer, "x-modelrouter-provider")).isEqualTo("groq");
    assertThat(header(answer, "x-modelrouter-model")).isEqualTo("llama-3.3-70b-versatile");
    assertThat(header(answer, "x-modelrouter-attempts")).isEqualTo("1");
    assertThat(Double.parseDouble(header(answer, "x-modelrouter-overhead-ms"))).isPositive();
    assertThat(header(answer, "x-request-id")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "groq/m1,groq,m1",
    "openai/m2,openai,m2",
    "OPENAI/m2,openai,m2",
    "openai,openai,gpt-4o-mini",
    "meta/m3,groq,meta/m3",
    "m4,groq,m4",
    "auto,groq,llama-3.3-70b-versatile"
  })
  void modelName_choosesProviderAndModel(String name, String provider, String model) {
    HttpResponse<String> answer = gateway.post(PATH, ASK.replace("auto", name));

    assertThat(header(answer, "x-modelrouter-provider")).isEqualTo(provider);
    FakeProvider asked = provider.equals("groq") ? groq : openai;
    assertThat(asked.chatRequests().getLast().bodyText()).isEqualTo(ASK.replace("auto", model));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai | ~max_tokens~:7                                | ~max_completion_tokens~:7",
        "openai | ~max_completion_tokens~ :7                    | ~max_completion_tokens~ :7",
        "openai | ~max_tokens~:7,~max_completion_tokens~:8      | ~max_tokens~:7,~max_completion_tokens~:8",
        "groq   | ~max_tokens~:7                                | ~max_tokens~:7",
        "groq   | ~x~:{~max_tokens~:7},~max_completion_tokens~:1 | ~x~:{~max_tokens~:7},~max_completion_tokens~:1",
        "openai | ~stream_options~:null,~max_tokens~:7,~stream~:true | ~stream_options~:{~include_usage~:true},~max_completion_tokens~:7,~stream~:true"
      })
  void tokenLimit_hasTheNameThatTheProviderKnows(String provider, String sent, String seen) {
    String body = "{~model~:~%s/m~,%s,~messages~:[]}".replace('~', '"');

    gateway.post(PATH, body.formatted(provider, sent.replace('~', '"')));

    FakeProvider asked = provider.equals("groq") ? groq : openai;
    assertThat(asked.chatRequests().getLast().bodyText())
        .isEqualTo(body.replace("%s/", "").formatted(seen.replace('~', '"')));
  }

  @Test
  void failingProvider_isNotSeen() {
    groq.always(Reply.status(500));

    HttpResponse<String> whole = gateway.post(PATH, ASK);

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(header(whole, "x-modelrouter-provider")).isEqualTo("openai");
    assertThat(header(whole, "x-modelrouter-attempts")).isEqualTo("2");
  }

  @Test
  void streamThatFailsBeforeContent_comesFromTheNext() {
    groq.always(Reply.words(3).stallAfter(0));
    openai.always(Reply.words(3));

    HttpResponse<String> stream = gateway.post(PATH, STREAM);

    assertThat(header(stream, "x-modelrouter-provider")).isEqualTo("openai");
    assertThat(Sse.data(stream.body())).last().isEqualTo("[DONE]");
    assertThat(stream.body()).contains("w1 ", "w2 ", "w3 ").doesNotContain("usage\":{");
  }

  @Test
  void stream_usage_isShownToWhoAskedForIt() {
    groq.always(Reply.words(2).usage(5, 7));

    String asked =
        gateway
            .post(
                PATH,
                STREAM.replace(
                    "\"stream\":true",
                    "\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
            .body();

    assertThat(asked).contains("\"completion_tokens\":7");
    GatewayUnderTest.eventually(
        "the usage is logged", () -> gateway.log().contains("\"tokens_completion\":7"));
  }

  @Test
  void stream_usage_isCountedAlthoughHidden() {
    groq.always(Reply.words(2).usage(5, 9));

    String hidden = gateway.post(PATH, STREAM).body();

    assertThat(hidden).doesNotContain("\"completion_tokens\":9");
    assertThat(groq.chatRequests().getLast().bodyText()).contains("include_usage");
    GatewayUnderTest.eventually(
        "the usage is logged", () -> gateway.log().contains("\"tokens_completion\":9"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "cut", "end", "error", "stall"})
  void streamThatBreaksAfterContent_endsWithAnErrorAndNoEndMark(String fault) {
    groq.always(
        switch (fault) {
          case "reset" -> Reply.words(9).resetAfter(2);
          case "cut" -> Reply.words(9).cutAfter(2);
          case "end" -> Reply.words(9).endAfter(2);
          case "error" -> Reply.words(9).errorAfter(2);
          default -> Reply.words(9).stallAfter(2);
        });

    // Whoever names a provider has nobody who could go on.
    List<String> events = Sse.data(gateway.post(PATH, STREAM.replace("auto", "groq")).body());

    assertThat(String.join("", events)).contains("w1 ").doesNotContain("[DONE]");
    assertThat(events.getLast()).startsWith("{\"error\":{\"message\":");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void complaintOfTheProvider_keepsStatusMessageAndCode() {
    StatusReply complaint =
        Reply.raw(
            400,
            "application/json",
            "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\","
                + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}");
    groq.always(complaint);
    openai.always(complaint);

    HttpResponse<String> answer = gateway.post(PATH, ASK);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\","
                + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}");
  }

  @Test
  void operatorsWrongKey_isNotTheCallers() {
    groq.always(Reply.status(401));

    HttpResponse<String> answer = gateway.post(PATH, ASK.replace("auto", "groq/m"));

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(header(answer, "x-should-retry")).isEqualTo("false");
  }

  @Test
  void limitOfTheProvider_saysWhenToComeBack() {
    groq.always(
        new StatusReply(
            429, java.util.Map.of("retry-after", "37"), null, null, null, null, Duration.ZERO));

    HttpResponse<String> answer = gateway.post(PATH, ASK.replace("auto", "groq/m"));

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(header(answer, "retry-after")).isEqualTo("37");
    assertThat(header(answer, "retry-after-ms")).isEqualTo("37000");
    assertThat(answer.body()).contains("\"code\":\"rate_limit_exceeded\"");
  }

  @Test
  void rateLimitHeaders_reachTheCaller() {
    groq.always(
        new StatusReply(
            200,
            java.util.Map.of("x-ratelimit-remaining-tokens", "17"),
            null,
            null,
            "application/json",
            "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}".getBytes(StandardCharsets.UTF_8),
            Duration.ZERO));

    assertThat(header(gateway.post(PATH, ASK), "x-ratelimit-remaining-tokens")).isEqualTo("17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "Bearer", "Bearer wrong"})
  void wrongKey_is401InOpenAisShape(String authorization) throws Exception {
    HttpResponse<String> answer =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create("http://127.0.0.1:" + gateway.port() + PATH))
                    .header("Authorization", authorization)
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ASK))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("\"code\":\"invalid_api_key\"");
    assertThat(groq.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/embeddings,/embeddings",
    "/v1/moderations,/moderations",
    "/v1/completions,/completions",
    "/v1/images/generations,/images/generations",
    "/v1/responses,/responses"
  })
  void otherOperation_passesToWhoOffersIt(String path, String upstream) {
    String said =
        "{\"data\":[1e400],\"choices\":[{\"text\":\"x\"}],\"usage\":{\"prompt_tokens\":2}}";
    openai.replyBy(request -> Reply.raw(200, "application/json", said));

    HttpResponse<String> answer =
        gateway.post(path, "{\"model\":\"openai/m\",\"input\":\"x\",\"prompt\":\"x\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(said);
    assertThat(openai.requests().getLast().path()).endsWith(upstream);
    assertThat(openai.requests().getLast().bodyText())
        .isEqualTo("{\"model\":\"m\",\"input\":\"x\",\"prompt\":\"x\"}");
  }

  @Test
  void speech_passesAsItComes_andCutIsNotTakenForWhole() throws Exception {
    byte[] sound = new byte[300_000];
    new java.util.Random(1).nextBytes(sound);
    openai.always(Reply.raw(200, "audio/mpeg", sound));
    java.net.http.HttpRequest ask =
        gateway
            .post("/v1/audio/speech")
            .POST(
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"openai/tts\",\"input\":\"Hi\",\"voice\":\"x\"}"))
            .build();
    try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = client.send(ask, HttpResponse.BodyHandlers.ofByteArray());

      assertThat(answer.body()).isEqualTo(sound);
      assertThat(answer.headers().firstValue("content-type")).hasValue("audio/mpeg");
      assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("openai");

      openai.always(
          Reply.wireBytes(
              "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 99\r\n\r\nabc"
                  .getBytes(StandardCharsets.ISO_8859_1)));
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> client.send(ask, HttpResponse.BodyHandlers.ofByteArray()))
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void operationNobodyOffers_isRefused() {
    HttpResponse<String> answer =
        gateway.post("/v1/moderations", "{\"model\":\"groq/m\",\"input\":\"x\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("moderations");
  }

  @Test
  void callerWhoLeaves_cancelsTheProvider() {
    groq.always(Reply.words(1000).betweenTokens(Duration.ofMillis(20)));
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.post(PATH, STREAM).readUntil("w2 ");
    }

    GatewayUnderTest.eventually("the provider is left", () -> groq.openRequests() == 0);
    GatewayUnderTest.eventually(
        "it is counted",
        () ->
            gateway.metric("modelrouter_requests_cancelled_total{endpoint=\"" + PATH + "\"}") == 1
                || gateway.log().contains("CANCELLED"));
  }
}
