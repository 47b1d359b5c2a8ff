package dev.modelrouter.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that are almost JSON, at the APIs whose requests go to a provider of the same dialect as
 * bytes: RFC 8259, sections 6, 7 and 8.1. Each character of a body stands for one byte.
 */
class MalformedJsonTest {
  private static FakeProvider provider;
  private static GatewayUnderTest gateway;

  private static final String CONTENT = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  /** Path and the fields of a good request. */
  private static final Map<String, String> REQUESTS = new LinkedHashMap<>();

  static {
    REQUESTS.put("/v1/chat/completions", "\"model\":\"openai/m\"," + CONTENT);
    REQUESTS.put("/v1/completions", "\"model\":\"openai/m\",\"prompt\":\"Hi\"");
    REQUESTS.put("/v1/embeddings", "\"model\":\"openai/m\",\"input\":\"Hi\"");
    REQUESTS.put("/v1/responses", "\"model\":\"openai/m\",\"input\":\"Hi\"");
    REQUESTS.put("/v1/messages", "\"model\":\"anthropic/m\",\"max_tokens\":9," + CONTENT);
    REQUESTS.put("/v1/messages/count_tokens", "\"model\":\"anthropic/m\"," + CONTENT);
    REQUESTS.put(
        "/v1beta/models/gemini%2Fm:generateContent",
        "\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]");
    REQUESTS.put(
        "/v1beta/models/gemini%2Fm:countTokens", "\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]");
    REQUESTS.put("/api/chat", "\"model\":\"ollama/m\"," + CONTENT);
    REQUESTS.put("/api/generate", "\"model\":\"ollama/m\",\"prompt\":\"Hi\"");
    REQUESTS.put("/api/embed", "\"model\":\"ollama/m\",\"input\":\"Hi\"");
  }

  @BeforeAll
  static void start() {
    provider = FakeProvider.start();
    gateway =
        GatewayUnderTest.with()
            .openai(provider.baseUrl())
            .ollama(provider.baseUrl())
            .set("GEMINI_API_KEY", "operators-gemini-key")
            .set("GEMINI_BASE_URL", provider.baseUrl())
            .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
            .set("ANTHROPIC_BASE_URL", provider.baseUrl())
            .set("FIRST_CHUNK_TIMEOUT", 20)
            .set("PROVIDER_TIMEOUT", 20)
            .start();
    provider.always(Reply.text("ok"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    provider.close();
  }

  static List<String> malformed() {
    return List.of(
        // Numbers, section 6.
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "+1",
        "--1",
        "-",
        "1e",
        "1e+",
        "1E-",
        "1.e3",
        "1.2.3",
        "-0.1.5",
        "1e2e3",
        "1-2",
        "NaN",
        "Infinity",
        // Words.
        "True",
        "nul",
        "trueish",
        // Strings, section 7.
        "\"\\x41\"",
        "\"\\o\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\U0041\"",
        "\"tab\there\"",
        "\"nul\0here\"",
        "\"\\\u0001\"",
        "'single'",
        // UTF-8, section 8.1.
        "\"\u00ff\"",
        "\"\u0080\"",
        "\"caf\u00e9\"",
        "\"over\u00c0\u00afong\"",
        "\"\u00e0\u0080\u00af\"",
        "\"surrogate \u00ed\u00a0\u0080\"",
        "\"\u00f0\u008f\u00bf\u00bf\"",
        "\"\u00f4\u0090\u0080\u0080\"",
        "\"\u00f8\u0088\u0080\u0080\u0080\"",
        "\"cut \u00e2\u0082\"",
        "\"a long text in ASCII before the last byte \u00c3\"",
        // Names, and values deep inside.
        "{\"\u00ff\":1}",
        "{\"\\x\":1}",
        "[[{\"a\":[01]}]]");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void body_malformed_isRefused_beforeAProviderIsAsked(String value) {
    REQUESTS.forEach(
        (path, fields) -> {
          int before = provider.requests().size();

          HttpResponse<String> answer = post(path, "{\"extra\":" + value + "," + fields + "}");

          assertThat(answer.statusCode()).as("%s %s", path, answer.body()).isEqualTo(400);
          assertThat(answer.body()).as(path).contains("is not valid ");
          assertThat(provider.requests()).as(path).hasSize(before);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0,-0,0.0,-0.0e+10,1E5,1e-5,12345678901234567890.5]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
        "\"\u007f \u00c2\u0080 \u00df\u00bf \u00e0\u00a0\u0080 \u00ed\u009f\u00bf\"",
        "\"\u00ee\u0080\u0080 \u00f0\u0090\u0080\u0080 \u00f4\u008f\u00bf\u00bf\"",
        "[true, false ,null\t,\r\n{}, [ ], \"\"]"
      })
  void body_unusualButValid_isPassedByteForByte(String value) {
    String body = "{\"model\":\"openai/m\",\"extra\":" + value + "," + CONTENT + "}";

    HttpResponse<String> answer = post("/v1/chat/completions", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(new String(provider.requests().getLast().body(), ISO_8859_1))
        .isEqualTo(body.replace("openai/m", "m"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501})
  void body_nestedDeeply_isRefusedAboveTheSameDepthEverywhere(int depth) {
    // The body itself is one level.
    String value = "[".repeat(depth - 1) + "]".repeat(depth - 1);
    REQUESTS.forEach(
        (path, fields) -> {
          HttpResponse<String> answer = post(path, "{\"extra\":" + value + "," + fields + "}");

          assertThat(answer.statusCode() == 400)
              .as("%s %s", path, answer.body())
              .isEqualTo(depth > 500);
        });
  }

  private static HttpResponse<String> post(String path, String bytes) {
    return gateway.send(
        gateway
            .post(path)
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.getBytes(ISO_8859_1)))
            .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/api/chat"})
  void refusal_namesTheOffset(String path) {
    String begin = "{\"extra\":[1,";

    HttpResponse<String> answer = post(path, begin + "\"\\x\"]," + REQUESTS.get(path) + "}");

    int backslash = (begin + "\"").getBytes(UTF_8).length;
    assertThat(answer.body()).contains("an escape is wrong at byte " + backslash);
  }
}
