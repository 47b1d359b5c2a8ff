package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of every answer tells, whatever became of the request. */
class ResponseHeadersTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String ORIGIN = "https://page.example";
  private static final String ANSWER = "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .openai(openai.baseUrl())
            .set("MAX_RETRIES", 2)
            .set("MAX_BODY_BYTES", 10 * 1024 * 1024)
            .set("CORS_ALLOWED_ORIGINS", ORIGIN)
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openai.close();
  }

  private static String ask(String model) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
        .formatted(model);
  }

  private HttpResponse<String> post(String model) {
    return gateway.post(PATH, ask(model));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void assertTells(int status, int attempts, HttpResponse<String> answer) {
    String what = answer.request().uri() + ": " + answer.body();
    assertThat(answer.statusCode()).as(what).isEqualTo(status);
    assertThat(header(answer, "x-request-id")).as(what).isNotEmpty();
    assertThat(header(answer, "x-modelrouter-attempts"))
        .as(what)
        .isEqualTo(Integer.toString(attempts));
    assertThat(Double.parseDouble(header(answer, "x-modelrouter-overhead-ms")))
        .as(what)
        .isNotNegative();
  }

  @Test
  void everyAnswer_tellsHowOftenAProviderWasAsked_andWhatItCost() {
    assertTells(200, 1, post("groq"));
    assertTells(200, 1, gateway.chat(ask("m")));
    assertTells(200, 1, gateway.post("/stream", ask("m")));
    assertTells(200, 0, gateway.get("/v1/models"));
    assertTells(200, 0, gateway.get("/health"));
    assertTells(400, 0, gateway.post(PATH, "[]"));
    assertTells(404, 0, gateway.get("/v1/models/groq/none"));
    assertTells(404, 0, gateway.get("/v1/nowhere"));
    assertTells(405, 0, gateway.get(PATH));
    assertTells(413, 0, gateway.post(PATH, " ".repeat(10 * 1024 * 1024 + 1)));
    assertTells(422, 0, gateway.chat("{}"));
    assertTells(
        415,
        0,
        gateway.send(
            gateway
                .post(PATH)
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofString(ask("groq")))
                .build()));
    URI uri = URI.create("http://127.0.0.1:" + gateway.port() + PATH);
    HttpRequest.Builder stranger = HttpRequest.newBuilder(uri);
    assertTells(401, 0, gateway.send(stranger.POST(BodyPublishers.ofString(ask("groq"))).build()));
    groq.always(Reply.status(500));
    assertTells(502, 3, post("groq"));
    assertTells(503, 0, post("groq"));
  }

  @Test
  void strayRequests_haveOpenAisShapeOfAnError_underItsPaths() {
    assertThat(gateway.get("/v1/nowhere").body())
        .startsWith("{\"error\":{\"message\":")
        .contains("\"type\":\"invalid_request_error\"", "\"code\":\"unknown_url\"");
    assertThat(gateway.get(PATH).body()).contains("\"code\":\"method_not_supported\"");
    assertThat(gateway.get("/nowhere").body()).isEqualTo("{\"detail\":\"Not Found\"}");
  }

  @Test
  void requestThatCannotBeSaid_isNoAttempt() {
    String picture =
        ask("ollama/m")
            .replace(
                "\"Hi\"",
                "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a.example/b.png\"}}]");

    HttpResponse<String> answer = gateway.post(PATH, picture);

    assertTells(400, 0, answer);
    assertThat(header(answer, "x-modelrouter-provider")).isEqualTo("ollama");
  }

  @ParameterizedTest
  @CsvSource({"200, 200", "400, 400", "429, 429", "500, 502", "401, 502"})
  void limitsOfTheProvider_reachTheCaller_underWhateverName(int theirs, int ours) {
    groq.always(
        (theirs == 200 ? Reply.raw(200, "application/json", ANSWER) : Reply.status(theirs))
            .header("x-ratelimit-remaining-tokens", "17")
            .header("X-RateLimit-Reset-Requests-Day", "1s")
            .header("x-other", "z"));

    HttpResponse<String> answer =
        gateway.send(
            gateway
                .post(PATH)
                .header("Origin", ORIGIN)
                .POST(BodyPublishers.ofString(ask("groq/m")))
                .build());

    assertThat(answer.statusCode()).isEqualTo(ours);
    assertThat(header(answer, "x-ratelimit-remaining-tokens")).isEqualTo("17");
    assertThat(header(answer, "x-ratelimit-reset-requests-day")).isEqualTo("1s");
    assertThat(header(answer, "x-other")).isEmpty();
    assertThat(header(answer, "access-control-expose-headers").split(", "))
        .contains(
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-requests-day",
            "x-modelrouter-attempts",
            "x-request-id",
            "retry-after")
        .doesNotHaveDuplicates();
  }

  @Test
  void limitsOfWhoFailed_areNotTakenForThoseOfWhoAnswered() {
    groq.always(Reply.status(500).header("x-ratelimit-remaining-tokens", "17"));

    HttpResponse<String> answer = post("auto");

    assertThat(header(answer, "x-modelrouter-provider")).isEqualTo("openai");
    assertThat(header(answer, "x-ratelimit-remaining-tokens")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"groq/m", "auto"})
  void retryAfter_saysForHowLongTheProviderIsOpened_whereThatIsLonger(String model) {
    groq.always(Reply.status(429).header("retry-after", "7"));
    openai.always(Reply.status(429).header("retry-after", "8"));

    // The breaker's pause is 30 s here: who came back after 7 would be turned away.
    long told = Long.parseLong(header(post(model), "retry-after-ms"));
    long left = Long.parseLong(header(post(model), "retry-after-ms"));

    assertThat(told).isBetween(29_000L, 30_000L);
    assertThat(left).isBetween(1L, told);
  }

  @Test
  void pauseBeforeARetry_isNotTheGatewaysOwnTime() {
    groq.script(Reply.status(429).header("retry-after", "0.7"), Reply.words(3));

    HttpResponse<String> answer = post("groq/m");

    assertTells(200, 2, answer);
    assertThat(Double.parseDouble(header(answer, "x-modelrouter-overhead-ms"))).isLessThan(700);
  }

  @Test
  void spentAccountOfTheOperator_keepsItsCode_andIsNotAskedAgain() {
    groq.always(
        Reply.raw(
            429,
            "application/json",
            "{\"error\":{\"message\":\"no more\",\"type\":\"insufficient_quota\","
                + "\"param\":null,\"code\":\"insufficient_quota\"}}"));

    HttpResponse<String> answer = post("groq/m");

    assertTells(429, 1, answer);
    assertThat(header(answer, "x-should-retry")).isEqualTo("false");
    assertThat(answer.body()).contains("\"code\":\"insufficient_quota\"");
  }
}
