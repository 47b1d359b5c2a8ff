package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inherited contract, row by row, over sockets. */
class ContractTest {
  private static final String ASK =
      "{\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
          + "{\"role\":\"user\",\"content\":\"Hi \\\"you\\\" é😀\"},"
          + "{\"role\":\"assistant\",\"content\":\"Hello\"}]";

  private FakeProvider groq;
  private FakeProvider openrouter;
  private FakeProvider openai;
  private FakeProvider ollama;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    groq = FakeProvider.start();
    openrouter = FakeProvider.start();
    openai = FakeProvider.start();
    ollama = FakeProvider.start();
    for (FakeProvider provider : List.of(groq, openrouter, openai, ollama)) {
      provider.always(Reply.text("Hel", "lo").usage(9, 4));
    }
    gateway =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .openrouter(openrouter.baseUrl())
            .openai(openai.baseUrl())
            .ollama(ollama.baseUrl())
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openrouter.close();
    openai.close();
    ollama.close();
  }

  @Test
  void chatAnswersWithTextProviderModelAndMeta() {
    HttpResponse<String> answer = gateway.chat(ASK + "}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    assertThat(answer.headers().firstValue("x-process-time").orElseThrow())
        .matches("\\d+\\.\\d{6}");
    assertThat(answer.body())
        .startsWith("{\"text\":\"Hello\",\"provider\":\"groq\",\"model\":\"")
        .contains(
            "\"provider_meta\":{\"model\":\"",
            "\"tokens_prompt\":9,\"tokens_completion\":4,\"tokens_total\":13");
  }

  @Test
  void theProviderIsAskedInItsOwnDialect() {
    gateway.chat(ASK + ",\"max_tokens\":7,\"temperature\":0.5,\"model\":\"some-model\"}");

    String body = groq.chatRequests().getFirst().bodyText();
    assertThat(body)
        .contains("\"model\":\"some-model\"")
        .contains("\"max_tokens\":7")
        .contains("\"temperature\":0.5")
        .contains("{\"role\":\"system\",\"content\":\"Be short.\"}")
        .contains("{\"role\":\"user\",\"content\":\"Hi \\\"you\\\" é😀\"}")
        .contains("{\"role\":\"assistant\",\"content\":\"Hello\"}");
    assertThat(groq.chatRequests().getFirst().path()).isEqualTo("/chat/completions");
    assertThat(groq.chatRequests().getFirst().header("authorization"))
        .hasValue("Bearer " + GatewayUnderTest.GROQ_KEY);
  }

  @Test
  void theDefaultsAreTheContracts() {
    gateway.chat(ASK + "}");

    assertThat(groq.chatRequests().getFirst().bodyText())
        .contains(
            "\"model\":\"llama-3.3-70b-versatile\"", "\"max_tokens\":512", "\"temperature\":0");
  }

  @Test
  void streamAnswersWithEventsAndDone() {
    HttpResponse<String> answer = gateway.stream(ASK + "}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-cache");
    assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    assertThat(answer.body()).isEqualTo("data: Hel\n\ndata: lo\n\ndata: [DONE]\n\n");
  }

  @Test
  void theBodyIsReadAsJson_whateverItsContentType() {
    HttpRequest form =
        gateway
            .request("/chat")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(ASK + "}"))
            .build();

    assertThat(gateway.send(form).statusCode()).isEqualTo(200);
  }

  @Test
  void theOrderIsGroqOpenrouterOpenaiOllama() {
    groq.always(Reply.status(500));
    openrouter.always(Reply.status(500));
    openai.always(Reply.status(500));

    assertThat(gateway.chat(ASK + "}").body()).contains("\"provider\":\"ollama\"");
    assertThat(List.of(groq, openrouter, openai, ollama))
        .allSatisfy(provider -> assertThat(provider.chatRequests()).hasSize(1));
    assertThat(openrouter.chatRequests().getFirst().headers())
        .containsKeys("http-referer", "x-title");
    assertThat(ollama.chatRequests().getFirst().path()).isEqualTo("/api/chat");
    assertThat(ollama.chatRequests().getFirst().bodyText())
        .contains("\"role\":\"system\"", "\"num_predict\":512", "\"model\":\"llama3.2:1b\"");
  }

  @Test
  void theNamedProviderAlone_andOllamasFacts() {
    HttpResponse<String> answer = gateway.chat(ASK + ",\"provider\":\"ollama\"}");

    assertThat(answer.body())
        .contains("\"provider\":\"ollama\"")
        .contains("\"tokens_prompt\":9", "\"tokens_completion\":4", "\"tokens_total\":13")
        .contains("\"total_duration\":", "\"load_duration\":", "\"eval_count\":4")
        .contains("\"prompt_eval_count\":9", "\"done\":true");
    assertThat(groq.chatRequests()).isEmpty();
    HttpResponse<String> stream = gateway.stream(ASK + ",\"provider\":\"ollama\"}");
    assertThat(Sse.data(stream.body())).containsExactly("Hel", "lo", "[DONE]");
  }

  @Test
  void anUnknownProviderIsNamedWithThoseThatAre() {
    HttpResponse<String> answer = gateway.chat(ASK + ",\"provider\":\"acme\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"detail\":{\"error\":\"INVALID_PROVIDER\"")
        .contains("acme", "groq, openrouter, openai, ollama");
  }

  @Test
  void badRequestWithTheFirstReason_whenAllFindItWrong() {
    groq.always(Reply.error(400, "bad", "first reason"));
    openrouter.always(Reply.error(422, "bad", "second"));
    openai.always(Reply.error(413, "bad", "third"));
    ollama.always(Reply.error(400, "bad", "fourth"));

    HttpResponse<String> answer = gateway.chat(ASK + "}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"BAD_REQUEST\"", "first reason").doesNotContain("second");
    assertThat(gateway.get("/health").body()).doesNotContain("blacklisted");
  }

  @Test
  void aContentPolicyRejectionIsFinal() {
    groq.always(Reply.error(400, "content_policy_violation", "not this"));

    for (String path : List.of("/chat", "/stream")) {
      HttpResponse<String> answer = gateway.post(path, ASK + "}");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("not this");
    }
    assertThat(openrouter.chatRequests()).isEmpty();
    assertThat(gateway.get("/health").body()).doesNotContain("blacklisted");
  }

  @Test
  void theCallersRequestIdIsKeptWhereItIsSane() {
    HttpResponse<String> sane =
        gateway.send(gateway.request("/health").header("X-Request-ID", "abc-123").build());
    HttpResponse<String> tooLong =
        gateway.send(gateway.request("/health").header("X-Request-ID", "x".repeat(129)).build());

    assertThat(sane.headers().firstValue("x-request-id")).hasValue("abc-123");
    assertThat(tooLong.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
  }

  @Test
  void healthAndMetricsNeedNoKey() {
    for (String path : List.of("/health", "/health/live", "/health/ready", "/metrics")) {
      HttpRequest open = HttpRequest.newBuilder(gateway.request(path).build().uri()).GET().build();
      assertThat(gateway.send(open).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(gateway.get("/health").body())
        .startsWith("{\"status\":\"healthy\",\"version\":\"")
        .contains(
            "\"providers\":{\"groq\":\"available\",\"openrouter\":\"available\","
                + "\"openai\":\"available\",\"ollama\":\"available\"}");
    assertThat(gateway.get("/metrics").headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void theMetricsMove() {
    gateway.chat(ASK + "}");
    gateway.stream(ASK + "}");

    assertThat(metric("requests_total{route=\"/chat\",method=\"POST\",status=\"200\"}")).isOne();
    assertThat(metric("requests_total{route=\"/stream\",method=\"POST\",status=\"200\"}")).isOne();
    assertThat(metric("request_latency_seconds_count{route=\"/chat\"}")).isOne();
    assertThat(metric("provider_success_total{provider=\"groq\"}")).isEqualTo(2);
    assertThat(metric("tokens_generated_count{provider=\"groq\"}")).isEqualTo(2);
    assertThat(metric("tokens_generated_sum{provider=\"groq\"}")).isEqualTo(8);
    assertThat(metric("active_streams")).isZero();
    assertThat(metric("providers_blacklisted{provider=\"groq\"}")).isZero();
  }

  private double metric(String series) {
    return gateway.metric("modelrouter_" + series);
  }

  @Test
  void everyRequestIsOneLineOfJsonInTheLog() {
    gateway.send(
        gateway
            .post("/chat")
            .header("X-Request-ID", "find-me")
            .POST(HttpRequest.BodyPublishers.ofString(ASK + "}"))
            .build());

    GatewayUnderTest.eventually("it is logged", () -> gateway.log().contains("\"find-me\""));
    List<String> lines =
        gateway.log().lines().filter(line -> line.contains("\"find-me\"")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches("\\{\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\".*}")
        .contains("\"level\":\"INFO\"", "\"logger\":\"", "\"message\":\"")
        .contains("\"request_id\":\"find-me\"", "\"provider\":\"groq\"", "\"status\":200");
  }

  @Test
  void theWholeOperationHasALimit() {
    groq.always(Reply.hang());
    try (GatewayUnderTest hurried =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .set("FIRST_CHUNK_TIMEOUT", 20)
            .set("PROVIDER_TIMEOUT", 20)
            .set("MAX_OPERATION_TIMEOUT", "0.4")
            .start()) {
      for (String path : List.of("/chat", "/stream")) {
        // Where others could answer it would get a share of the time only.
        HttpResponse<String> answer = hurried.post(path, ASK + ",\"provider\":\"groq\"}");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"GLOBAL_TIMEOUT\"");
      }
    }
  }

  @Test
  void corsOnlyForTheAllowedOrigins() {
    try (GatewayUnderTest open =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .set("CORS_ALLOWED_ORIGINS", "https://a.example")
            .start()) {
      HttpResponse<String> preflight =
          open.send(
              open.request("/stream")
                  .header("Origin", "https://a.example")
                  .header("Access-Control-Request-Method", "POST")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .build());
      HttpResponse<String> stranger =
          open.send(open.request("/health").header("Origin", "https://b.example").build());
      HttpResponse<String> friend =
          open.send(open.request("/health").header("Origin", "https://a.example").build());

      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().firstValue("access-control-allow-origin"))
          .hasValue("https://a.example");
      assertThat(stranger.headers().firstValue("access-control-allow-origin")).isEmpty();
      assertThat(friend.headers().firstValue("access-control-expose-headers").orElseThrow())
          .contains("x-request-id", "x-modelrouter-provider", "x-ratelimit-remaining-tokens");
    }
    assertThat(
            gateway
                .send(
                    gateway
                        .request("/stream")
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode())
        .isEqualTo(405);
  }
}
