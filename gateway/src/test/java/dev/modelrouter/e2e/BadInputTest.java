package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests nobody should send: a clear 4xx in no time, nothing upstream, no stack trace. */
class BadInputTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String AUTH = "Authorization: Bearer " + GatewayUnderTest.KEY + "\r\n";

  private FakeProvider provider;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
    provider.always(Reply.text("ok"));
    gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .set("MAX_BODY_BYTES", 1024 * 1024)
            .set("REQUEST_TIMEOUT_SECONDS", "0.5")
            .start();
  }

  @AfterEach
  void stop() {
    assertThat(provider.chatRequests()).as("nothing is sent upstream").isEmpty();
    assertThat(gateway.log()).as("no stack trace").doesNotContain("\"stack\"", "\\tat ");
    gateway.close();
    provider.close();
  }

  static Stream<Arguments> bodies() {
    String deep = "[".repeat(65) + "]".repeat(65);
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("not JSON", "hello"),
        Arguments.of("cut JSON", ASK.substring(0, 20)),
        Arguments.of("two documents", ASK + ASK),
        Arguments.of("an array", "[]"),
        Arguments.of("a string", "\"x\""),
        Arguments.of("null", "null"),
        Arguments.of("no messages", "{}"),
        Arguments.of("empty messages", "{\"messages\":[]}"),
        Arguments.of("messages a string", "{\"messages\":\"x\"}"),
        Arguments.of("a message a number", "{\"messages\":[1]}"),
        Arguments.of("no role", "{\"messages\":[{\"content\":\"x\"}]}"),
        Arguments.of("no content", "{\"messages\":[{\"role\":\"user\"}]}"),
        Arguments.of("unknown role", "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}"),
        Arguments.of("content null", "{\"messages\":[{\"role\":\"user\",\"content\":null}]}"),
        Arguments.of("content a list", "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}"),
        Arguments.of("max_tokens 0", ask("\"max_tokens\":0")),
        Arguments.of("max_tokens 4097", ask("\"max_tokens\":4097")),
        Arguments.of("max_tokens a string", ask("\"max_tokens\":\"x\"")),
        Arguments.of("max_tokens a fraction", ask("\"max_tokens\":1.5")),
        Arguments.of("max_tokens huge", ask("\"max_tokens\":" + "9".repeat(5_000))),
        Arguments.of("temperature below", ask("\"temperature\":-0.1")),
        Arguments.of("temperature above", ask("\"temperature\":2.1")),
        Arguments.of("temperature huge", ask("\"temperature\":1e400")),
        Arguments.of("temperature true", ask("\"temperature\":true")),
        Arguments.of("stream a number", ask("\"stream\":3")),
        Arguments.of("metadata a list", ask("\"metadata\":[]")),
        Arguments.of("model a number", ask("\"model\":1")),
        Arguments.of("provider an object", ask("\"provider\":{}")),
        Arguments.of("too deep", ask("\"x\":" + deep)),
        Arguments.of(
            "lone surrogate", "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}"),
        Arguments.of("NUL", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000b\"}]}"),
        Arguments.of("duplicate key", ask("\"max_tokens\":1,\"max_tokens\":2")),
        Arguments.of(
            "duplicate key in a message",
            "{\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"x\"}]}"));
  }

  private static String ask(String more) {
    return ASK.substring(0, ASK.length() - 1) + "," + more + "}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aClear422_whenTheBodyIsWrong(String name, String body) {
    for (String path : new String[] {"/chat", "/stream"}) {
      HttpResponse<String> answer = gateway.post(path, body);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(answer.body())
          .startsWith("{\"detail\":[{\"loc\":[\"body\"")
          .contains("\"msg\":", "\"type\":")
          .hasSizeLessThan(2_000);
      assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }
  }

  @Test
  void everyWrongFieldIsNamed() {
    String answer =
        gateway
            .chat(
                "{\"messages\":[{\"role\":\"x\",\"content\":1}],\"max_tokens\":0,\"temperature\":9}")
            .body();

    assertThat(answer)
        .contains("[\"body\",\"messages\",0,\"role\"]")
        .contains("[\"body\",\"messages\",0,\"content\"]")
        .contains("[\"body\",\"max_tokens\"]")
        .contains("[\"body\",\"temperature\"]");
  }

  @Test
  void a413_whenTheBodyIsOverTheLimit() {
    String big = ask("\"metadata\":{\"x\":\"" + "y".repeat(1024 * 1024) + "\"}");

    HttpResponse<String> announced = gateway.chat(big);
    HttpResponse<String> chunked =
        gateway.send(
            gateway
                .post("/chat")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(big.getBytes())))
                .build());

    assertThat(announced.statusCode()).isEqualTo(413);
    assertThat(announced.body()).contains("1 MiB");
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void the401ComesFirst_whenTheKeyIsMissingMalformedOrWrong() {
    for (String header : new String[] {"", "x", "Bearer ", "Bearer wrong", "Basic abc"}) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(gateway.request("/chat").build().uri())
              .POST(HttpRequest.BodyPublishers.ofString(ASK));
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      HttpResponse<String> answer = gateway.send(request.build());

      assertThat(answer.statusCode()).as(header).isEqualTo(401);
      assertThat(answer.body()).startsWith("{\"detail\":\"");
    }
  }

  @Test
  void jsonFor404And405() {
    assertThat(gateway.get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/nowhere").body()).isEqualTo("{\"detail\":\"Not Found\"}");
    HttpResponse<String> wrong = gateway.get("/chat");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    assertThat(wrong.headers().firstValue("allow")).hasValue("POST");
    assertThat(gateway.post("/health", "{}").headers().firstValue("allow")).hasValue("GET, HEAD");
    assertThat(gateway.post("/v1/responses/r", "{}").headers().firstValue("allow"))
        .hasValue("GET, HEAD, DELETE");
    assertThat(
            gateway.metric(
                "modelrouter_requests_total{route=\"unknown\",method=\"GET\",status=\"404\"}"))
        .isEqualTo(2);
  }

  @Test
  void slowHeadersAreCut() {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("POST /chat HTTP/1.1\r\nHost: x\r\n");
      assertThat(caller.readToEnd(3_000)).isEmpty();
    }
  }

  @Test
  void slowBodiesAreCut() {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("POST /chat HTTP/1.1\r\nHost: x\r\n" + AUTH + "Content-Length: 50\r\n\r\n{");
      assertThat(caller.readToEnd(3_000)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void aConnectionThatOnlyConnectsIsCut() {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      assertThat(caller.readToEnd(3_000)).isEmpty();
    }
  }

  @Test
  void headersAndUrlsHaveLimits() {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(caller.readToEnd(3_000))
          .startsWith("HTTP/1.")
          .contains(" 414 ")
          .contains("{\"detail\":");
    }
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(70_000) + "\r\n\r\n");
      assertThat(caller.readToEnd(3_000))
          .startsWith("HTTP/1.")
          .contains(" 431 ")
          .contains("{\"detail\":");
    }
  }

  @Test
  void nonsenseIsAnsweredWith400() {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("what is this\r\n\r\n");
      assertThat(caller.readToEnd(3_000))
          .startsWith("HTTP/1.")
          .contains(" 400 ")
          .contains("{\"detail\":");
    }
  }

  @Test
  void aSlowButSteadyCallerIsServedUpToTheLimitOnly() {
    long before = System.nanoTime();
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("POST /chat HTTP/1.1\r\nHost: x\r\n" + AUTH + "Content-Length: 50\r\n\r\n");
      eventually(
          "cut while it still sends",
          () -> {
            try {
              caller.socket().getOutputStream().write(' ');
              return caller.socket().getInputStream().available() > 0;
            } catch (java.io.IOException e) {
              return true;
            }
          });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
  }
}
