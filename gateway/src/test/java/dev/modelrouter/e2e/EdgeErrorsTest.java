package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The errors that no provider is asked for have the error format of the API they are meant for. */
class EdgeErrorsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static GatewayUnderTest gateway;

  /** An API that callers speak, with a path of its own that takes POST. */
  private enum Api {
    OPENAI("/v1/chat/completions"),
    RESPONSES("/v1/responses"),
    ANTHROPIC("/v1/messages"),
    GOOGLE("/v1beta/models/m:generateContent"),
    OLLAMA("/api/chat"),
    SEED("/chat");

    private final String path;

    Api(String path) {
      this.path = path;
    }
  }

  @BeforeAll
  static void start() {
    gateway = GatewayUnderTest.with().set("REQUEST_TIMEOUT_SECONDS", "0.4").start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void assertFormat(Api api, int status, String body) {
    JsonNode json = JSON.readTree(body);
    switch (api) {
      case OPENAI, RESPONSES -> {
        assertThat(json.path("error").path("message").asString()).isNotEmpty();
        assertThat(json.path("error").path("type").asString()).isNotEmpty();
        assertThat(json.path("error").path("code").asString()).isNotEmpty();
      }
      case ANTHROPIC -> {
        assertThat(json.path("type").asString()).isEqualTo("error");
        assertThat(json.path("error").path("type").asString()).isNotEmpty();
        assertThat(json.path("error").path("message").asString()).isNotEmpty();
      }
      case GOOGLE -> {
        assertThat(json.path("error").path("code").asInt()).isEqualTo(status);
        assertThat(json.path("error").path("status").asString()).isNotEmpty();
      }
      case OLLAMA -> assertThat(json.path("error").isString()).isTrue();
      case SEED -> assertThat(json.path("detail").isMissingNode()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          OPENAI    | GET    | /v1/nowhere                          | - | -
          OPENAI    | POST   | /v1/files                            | - | -
          OPENAI    | POST   | /v1/audio/nothing                    | anthropic-version | 2023-06-01
          ANTHROPIC | POST   | /v1/messages/batches                 | - | -
          ANTHROPIC | GET    | /v1/files                            | anthropic-version | 2023-06-01
          GOOGLE    | POST   | /v1beta/models/m:asyncBatchEmbed     | - | -
          GOOGLE    | POST   | /v1/models/m:nothing                 | - | -
          GOOGLE    | GET    | /v1beta/files                        | - | -
          GOOGLE    | POST   | /upload/v1beta/files                 | - | -
          GOOGLE    | POST   | /v1/cachedContents                   | x-goog-api-key | k
          GOOGLE    | POST   | /v1beta1/projects/p/x:predict        | - | -
          OLLAMA    | POST   | /api/pull                            | - | -
          OLLAMA    | DELETE | /api/blobs/x                         | - | -
          SEED      | GET    | /nowhere                             | - | -
          """)
  void path_thatIsNotThere_is404(Api api, String method, String path, String name, String value) {
    HttpRequest.Builder request =
        gateway.request(path).method(method, HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> answer =
        gateway.send((name == null ? request : request.header(name, value)).build());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertFormat(api, 404, answer.body());
  }

  @ParameterizedTest
  @MethodSource("apis")
  void method_thatThePathDoesNotTake_is405(Api api) {
    HttpResponse<String> answer = gateway.send(gateway.request(api.path).DELETE().build());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertFormat(api, 405, answer.body());
  }

  static Stream<Arguments> apis() {
    return Stream.of(Api.values()).map(Arguments::of);
  }

  /** What a raw request with these header lines and no whole body is answered. */
  private static String raw(Api api, String... headers) {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      String head = "POST " + api.path + " HTTP/1.1\r\nHost: localhost\r\n";
      String key = "Authorization: Bearer " + GatewayUnderTest.KEY + "\r\n";
      return caller
          .send(head + key + String.join("\r\n", headers) + "\r\n\r\n{")
          .readUntil("\r\n\r\n{");
    }
  }

  private static void assertRaw(Api api, int status, String answer) {
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertFormat(api, status, answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @ParameterizedTest
  @MethodSource("apis")
  void body_thatDoesNotCome_is408(Api api) {
    assertRaw(api, 408, raw(api, "Content-Length: 100"));
  }

  @ParameterizedTest
  @MethodSource("apis")
  void body_announcedTooLarge_is413(Api api) {
    assertRaw(api, 413, raw(api, "Content-Length: 9000000000"));
  }

  @ParameterizedTest
  @MethodSource("apis")
  void body_inAnEncodingThatIsNotRead_is415(Api api) {
    assertRaw(api, 415, raw(api, "Content-Encoding: br", "Content-Length: 1"));
  }

  @ParameterizedTest
  @MethodSource("apis")
  void head_thatIsTooLarge_is431(Api api) {
    assertRaw(api, 431, raw(api, "X: " + "x".repeat(70_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "//v1/models",
    "/v1//models",
    "/v1/models/",
    "/v1/models//",
    "//health",
    "/api/tags/",
    "//v1beta/models",
  })
  void path_withSlashesTooMany_isFound(String path) {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      String answer =
          caller
              .send(
                  "GET "
                      + path
                      + " HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Connection: close\r\n"
                      + "Authorization: Bearer "
                      + GatewayUnderTest.KEY
                      + "\r\n\r\n")
              .readToEnd(10_000);
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void path_withEncodedColon_isFound() {
    HttpResponse<String> answer = gateway.post("/v1beta/models/m%3AgenerateContent", "{");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertFormat(Api.GOOGLE, 400, answer.body());
  }

  @ParameterizedTest
  @CsvSource({"/v1/messages, 400", "/v1/messages/count_tokens, 400", "/v1/messages/batches, 404"})
  void answer_onAnthropicsPaths_hasItsNameOfTheRequestId(String path, int status) {
    HttpResponse<String> answer = gateway.post(path, "{");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("request-id"))
        .isPresent()
        .isEqualTo(answer.headers().firstValue("x-request-id"));
    assertThat(gateway.post("/v1/chat/completions", "{").headers().firstValue("request-id"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xyz\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "fffffffff\r\nabc",
        "5;\0bad\r\nabcde\r\n0\r\n\r\n",
        "5\r\nabcdeXX0\r\n\r\n",
        "5\nabcde\n0\n\n",
        "5\r\nabcde\r\n0\r\nbad trailer\r\n\r\n"
      })
  void malformedChunk_is400_andTheConnectionEnds(String body) {
    for (String path : new String[] {"/v1/chat/completions", "/v1/messages", "/api/chat"}) {
      assertRefused(path, "application/json", body);
    }
    assertRefused("/v1/audio/transcriptions", "multipart/form-data; boundary=b", body);
  }

  private static void assertRefused(String path, String type, String body) {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
              + type
              + "\r\nAuthorization: Bearer "
              + GatewayUnderTest.KEY
              + "\r\nTransfer-Encoding: chunked\r\n\r\n"
              + body);
      assertThat(caller.readToEnd(5_000)).as(path).startsWith("HTTP/1.1 400 ");
    }
  }
}
