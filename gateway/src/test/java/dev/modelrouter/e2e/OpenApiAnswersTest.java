package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real answers have the status, headers, type and body that {@code /openapi.json} describes. */
class OpenApiAnswersTest {
  private static final String COMPLETIONS = "/v1/chat/completions";
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String ASK = "{" + HI;
  private static final String ASK_GROQ = "{\"provider\":\"groq\"," + HI;
  private static final String GEMINI = "/v1beta/models/{model}:generateContent";
  private static final String GEMINI_STREAM = "/v1beta/models/{model}:streamGenerateContent";
  private static final String ASK_GEMINI =
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";
  private static final String ASK_OPENAI = "{\"model\":\"openai/m\"," + HI;

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openrouter = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;
  private ApiDocument document;

  @BeforeEach
  void start() {
    start(gateway());
  }

  private GatewayUnderTest.Builder gateway() {
    return GatewayUnderTest.with()
        .groq(groq.baseUrl())
        .openrouter(openrouter.baseUrl())
        .openai(openai.baseUrl())
        .set("ADMIN_KEY", "operator")
        .set("MAX_BODY_BYTES", 10 * 1024 * 1024);
  }

  private void start(GatewayUnderTest.Builder settings) {
    gateway = settings.start();
    document = ApiDocument.of(gateway.get("/openapi.json").body());
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openrouter.close();
    openai.close();
  }

  private HttpResponse<String> assertPost(int status, String path, String body) {
    return assertDescribed(status, "POST", path, gateway.post(path, body));
  }

  private HttpResponse<String> assertGemini(int status, String path, String model, String body) {
    return assertDescribed(
        status, "POST", path, gateway.post(path.replace("{model}", model), body));
  }

  private HttpResponse<String> assertDescribed(
      int status, String method, String path, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
    document.assertDescribes(method, path, answer);
    return answer;
  }

  @Test
  void answersOfProviders_areDescribed() {
    assertPost(200, "/chat", ASK);
    assertPost(200, "/stream", ASK);
    assertPost(200, COMPLETIONS, ASK);
    assertPost(200, COMPLETIONS, "{\"stream\":true," + HI);
    assertGemini(200, GEMINI, "auto", ASK_GEMINI);
    assertGemini(200, GEMINI_STREAM, "auto", ASK_GEMINI);
    assertGemini(200, GEMINI.replace("generateContent", "countTokens"), "auto", ASK_GEMINI);
    assertDescribed(
        200,
        "POST",
        GEMINI_STREAM,
        gateway.post(GEMINI_STREAM.replace("{model}", "auto") + "?alt=sse", ASK_GEMINI));
    openai.always(
        Reply.raw(200, "application/json", "{\"data\":[{\"index\":0,\"embedding\":[0.5]}]}")
            .header("x-ratelimit-limit-requests", "9"));
    assertPost(200, "/v1/embeddings", "{\"model\":\"openai/m\",\"input\":\"a\"}");
    openai.always(Reply.raw(200, "application/json", "{\"choices\":[{\"text\":\"a\"}]}"));
    assertPost(200, "/v1/completions", "{\"model\":\"openai/m\",\"prompt\":\"a\"}");
    openai.always(Reply.raw(200, "application/json", "{\"id\":\"a\"}"));
    assertPost(200, "/v1/moderations", "{\"model\":\"openai/m\",\"input\":\"a\"}");
    assertPost(200, "/v1/images/generations", "{\"model\":\"openai/m\",\"prompt\":\"a\"}");
    assertPost(200, "/v1/responses", "{\"model\":\"openai/m\",\"input\":\"a\"}");
    openai.always(Reply.raw(200, "audio/mpeg", "sound"));
    assertPost(200, "/v1/audio/speech", "{\"model\":\"openai/m\",\"input\":\"a\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "text/vtt"})
  void answersToForms_areDescribed(String type) {
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nopenai/m\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            + "sound\r\n--b--\r\n";
    openai.always(Reply.raw(200, type, "{\"text\":\"a\"}"));
    for (String path : new String[] {"/v1/audio/transcriptions", "/v1/audio/translations"}) {
      HttpRequest.Builder request =
          gateway.request(path).header("Content-Type", "multipart/form-data; boundary=b");

      assertDescribed(
          200,
          "POST",
          path,
          gateway.send(request.POST(HttpRequest.BodyPublishers.ofString(form)).build()));
      assertPost(400, path, "{}");
    }
  }

  @Test
  void answersOfTheGatewayItself_areDescribed() {
    for (String path :
        new String[] {
          "/health", "/health/live", "/health/ready", "/metrics", "/openapi.json", "/v1/models"
        }) {
      assertDescribed(200, "GET", path, gateway.get(path));
    }
    assertDescribed(
        200, "GET", "/v1/models/{id}", gateway.get("/v1/models/groq/llama-3.3-70b-versatile"));
    assertDescribed(404, "GET", "/v1/models/{id}", gateway.get("/v1/models/groq/nobody"));
    assertDescribed(200, "GET", "/v1beta/models", gateway.get("/v1beta/models?pageSize=1"));
    assertDescribed(400, "GET", "/v1beta/models", gateway.get("/v1beta/models?pageSize=x"));
    assertDescribed(
        200,
        "GET",
        "/v1beta/models/{id}",
        gateway.get("/v1beta/models/groq/llama-3.3-70b-versatile"));
    assertDescribed(404, "GET", "/v1beta/models/{id}", gateway.get("/v1beta/models/groq/nobody"));
  }

  @Test
  void answersToOperators_areDescribed() {
    String id = assertPost(200, COMPLETIONS, ASK).headers().firstValue("x-request-id").orElse("");
    eventually("the decision is kept", () -> admin("GET", "/decisions/" + id).statusCode() == 200);

    assertDescribed(200, "GET", "/admin/decisions/{id}", admin("GET", "/decisions/" + id));
    assertDescribed(404, "GET", "/admin/decisions/{id}", admin("GET", "/decisions/none"));
    String reset = "/admin/providers/{id}/reset";
    assertThat(admin("POST", "/providers/groq/reset").statusCode()).isEqualTo(204);
    assertDescribed(404, "POST", reset, admin("POST", "/providers/nobody/reset"));
    assertDescribed(200, "POST", "/admin/reload", admin("POST", "/reload"));
  }

  private HttpResponse<String> admin(String method, String path) {
    return gateway.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/admin" + path))
            .header("Authorization", "Bearer operator")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  @Test
  void refusals_areDescribed() {
    for (String route : gateway.gateway().routes()) {
      String[] parts = route.split(" ");
      HttpRequest.Builder stranger =
          HttpRequest.newBuilder(
              URI.create(
                  "http://127.0.0.1:" + gateway.port() + parts[1].replaceFirst("\\{\\w+}", "a")));
      HttpRequest.BodyPublisher body =
          parts[0].equals("GET")
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString("{}");
      HttpResponse<String> answer = gateway.send(stranger.method(parts[0], body).build());

      boolean open = document.isOpen(parts[0], parts[1]);
      assertDescribed(open ? 200 : 401, parts[0], parts[1], answer);
    }
    for (String path : new String[] {"/chat", "/stream", COMPLETIONS, GEMINI, GEMINI_STREAM}) {
      String real = path.replace("{model}", "m");
      HttpRequest.BodyPublisher ask = HttpRequest.BodyPublishers.ofString(ASK);
      assertDescribed(
          415,
          "POST",
          path,
          gateway.send(gateway.post(real).header("Content-Encoding", "br").POST(ask).build()));
      String large = " ".repeat(10 * 1024 * 1024 + 1);
      assertDescribed(413, "POST", path, gateway.post(real, large));
    }
    assertPost(422, "/chat", "{}");
    assertPost(400, "/chat", ASK_GROQ.replace("groq", "nobody"));
    assertPost(400, COMPLETIONS, "[]");
    assertGemini(400, GEMINI, "groq", "{}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 400, 400, 400",
    "401, 502, 502, 500",
    "403, 502, 502, 500",
    "404, 400, 404, 404",
    "409, 400, 409, 409",
    "413, 400, 413, 413",
    "422, 400, 422, 422",
    "429, 429, 429, 429",
    "500, 502, 502, 502"
  })
  void failuresOfProviders_areDescribed(int theirs, int chat, int openAis, int geminis) {
    groq.always(Reply.status(theirs).header("retry-after", "7"));
    openai.always(Reply.status(theirs).header("retry-after", "7"));
    openrouter.always(Reply.status(theirs).header("retry-after", "7"));

    assertPost(chat, "/chat", ASK_GROQ);
    assertPost(openAis, COMPLETIONS, ASK_OPENAI);
    assertGemini(geminis, GEMINI, "openrouter", ASK_GEMINI);
    assertPost(503, "/stream", ASK);
    assertPost(chat == 400 ? openAis : 503, COMPLETIONS, ASK);
  }

  @Test
  void silence_isDescribed() {
    groq.always(Reply.hang());
    openai.always(Reply.hang());
    openrouter.always(Reply.hang());

    assertPost(504, "/chat", ASK_GROQ);
    assertPost(504, COMPLETIONS, ASK_OPENAI);
    assertGemini(504, GEMINI, "openrouter", ASK_GEMINI);
  }

  @Test
  void spentLimits_areDescribed() {
    gateway.close();
    start(gateway().set("RATE_LIMIT_REQUESTS_PER_MINUTE", 1));
    assertPost(200, "/chat", ASK);

    assertThat(assertPost(429, "/chat", ASK).headers().firstValue("retry-after")).isPresent();
    assertThat(assertPost(429, COMPLETIONS, ASK).headers().firstValue("retry-after-ms"))
        .isPresent();
    assertGemini(429, GEMINI, "m", ASK_GEMINI);
  }

  @Test
  void stopping_isDescribed() throws Exception {
    groq.always(Reply.words(12).betweenTokens(Duration.ofMillis(60)));
    CompletableFuture<HttpResponse<String>> running =
        gateway.sendAsync(
            gateway.post("/stream").POST(HttpRequest.BodyPublishers.ofString(ASK)).build());
    eventually("the stream runs", () -> groq.openRequests() == 1);
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::stop);
    eventually("it stops", () -> gateway.get("/health/ready").statusCode() == 503);

    assertDescribed(503, "GET", "/health/ready", gateway.get("/health/ready"));
    assertPost(503, "/chat", ASK);
    assertPost(503, COMPLETIONS, ASK);
    assertGemini(503, GEMINI, "m", ASK_GEMINI);
    running.get();
    stopping.get();
  }
}
