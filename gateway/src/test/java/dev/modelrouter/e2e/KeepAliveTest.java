package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a caller of each dialect sees while the provider is silent within a stream. */
class KeepAliveTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String INHERITED =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String GEMINI =
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider gemini = FakeProvider.start();
  private final GatewayUnderTest gateway = gateway(false);

  private GatewayUnderTest gateway(boolean early) {
    return GatewayUnderTest.with()
        .groq(groq.baseUrl())
        .set("GEMINI_API_KEY", "gemini-key-of-the-operator")
        .set("GEMINI_BASE_URL", gemini.baseUrl())
        .set("STREAM_KEEPALIVE_SECONDS", "0.05")
        .set("STREAM_EARLY_HEAD", early)
        .set("FIRST_CHUNK_TIMEOUT", 25)
        .set("PROVIDER_TIMEOUT", 25)
        .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    gemini.close();
  }

  private void pause() {
    Reply slow = Reply.words(2).betweenTokens(Duration.ofMillis(250));
    groq.always(slow);
    gemini.always(slow);
  }

  private static String path(String model, String query) {
    return "/v1beta/models/" + model + ":streamGenerateContent" + query;
  }

  @Test
  void inheritedStream_silentProvider_comment() {
    pause();

    String body = gateway.post("/stream", INHERITED).body();

    assertThat(body).startsWith("data: ").contains("\n\n: keep-alive\n\ndata: ");
    assertThat(Sse.text(body)).isEqualTo("w1 w2 ");
  }

  @Test
  void inheritedStream_silentProvider_commentIsSentWhileItIsSilent() throws Exception {
    groq.always(Reply.words(1).beforeHead(Duration.ofSeconds(30)));
    gemini.always(Reply.words(1).beforeHead(Duration.ofSeconds(30)));
    try (GatewayUnderTest early = gateway(true);
        HttpClient client = HttpClient.newHttpClient();
        InputStream body =
            client
                .send(
                    early
                        .request("/stream")
                        .POST(HttpRequest.BodyPublishers.ofString(INHERITED))
                        .build(),
                    HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
      Future<String> first =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new String(body.readNBytes(14), StandardCharsets.UTF_8);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });

      assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(": keep-alive\n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"groq/m", "gemini/m"})
  void geminiEvents_silentProvider_emptyLinesOnly(String model) {
    pause();

    String body = gateway.post(path(model, "?alt=sse"), GEMINI).body();

    assertThat(body.replace("\r\n", "\n")).contains("\n\n\n\ndata: ").doesNotContain("\n:");
    assertThat(Sse.data(body)).allSatisfy(event -> assertThat(JSON.readTree(event)).isNotEmpty());
  }

  @Test
  void geminiArray_silentProvider_whiteSpaceBetweenResponses() {
    pause();

    String body = gateway.post(path("groq/m", ""), GEMINI).body();

    JsonNode responses = JSON.readTree(body);
    assertThat(body).startsWith("[").containsPattern("\\}\n+\n,\n\\{");
    assertThat(responses).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"groq/m", "gemini/m"})
  void googleSdk_silentProvider_readsEveryResponse(String model) {
    pause();
    StringBuilder text = new StringBuilder();
    try (Client client =
            Client.builder()
                .apiKey(GatewayUnderTest.KEY)
                .httpOptions(
                    HttpOptions.builder().baseUrl("http://127.0.0.1:" + gateway.port()).build())
                .build();
        ResponseStream<GenerateContentResponse> stream =
            client.models.generateContentStream(
                model, "Hi", GenerateContentConfig.builder().build())) {
      stream.forEach(response -> text.append(response.text()));
    }

    assertThat(text).hasToString("w1 w2 ");
  }

  @Test
  void earlyHead_providerRefuses_errorIsTheOnlyEvent() {
    Reply refusal = Reply.status(400).beforeHead(Duration.ofMillis(200));
    groq.always(refusal);
    gemini.always(refusal);
    List<HttpResponse<String>> answers = new ArrayList<>();
    try (GatewayUnderTest early = gateway(true)) {
      answers.add(early.post(path("groq/a", "?alt=sse"), GEMINI));
      answers.add(early.post(path("groq/b", ""), GEMINI));
      answers.add(early.post("/stream", INHERITED));
    }

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
    assertThat(answers.get(0).body()).startsWith("\r\n\r\n").contains("data: {\"error\":");
    assertThat(answers.get(1).body()).startsWith("\n");
    assertThat(JSON.readTree(answers.get(1).body()).at("/0/error/code").asInt()).isEqualTo(400);
    assertThat(answers.get(2).body()).startsWith(": keep-alive\n\n").contains("data: {\"error\":");
  }
}
