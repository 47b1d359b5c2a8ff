package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Chat;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Model;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import dev.modelrouter.fake.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What Google's SDK asks for beyond what all clients can say, in front of every dialect. */
class GoogleSdkTest {
  @RegisterExtension final FourProviders providers = new FourProviders();
  private final Client client = client(GatewayUnderTest.KEY);

  private Client client(String key) {
    return Client.builder()
        .apiKey(key)
        .httpOptions(
            HttpOptions.builder()
                .baseUrl(providers.address())
                .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                .build())
        .build();
  }

  @AfterEach
  void close() {
    client.close();
  }

  private GenerateContentResponse ask(String model) {
    return client.models.generateContent(model, "Hi", GenerateContentConfig.builder().build());
  }

  private List<GenerateContentResponse> stream(String model) {
    List<GenerateContentResponse> all = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(model, "Hi", GenerateContentConfig.builder().build())) {
      stream.forEach(all::add);
    }
    return all;
  }

  private static List<Part> parts(List<GenerateContentResponse> pieces) {
    List<Part> parts = new ArrayList<>();
    for (GenerateContentResponse piece : pieces) {
      if (piece.parts() != null) {
        parts.addAll(piece.parts());
      }
    }
    return parts;
  }

  private static String thoughts(List<Part> parts) {
    StringBuilder thoughts = new StringBuilder();
    for (Part part : parts) {
      if (part.thought().orElse(false)) {
        part.text().ifPresent(thoughts::append);
      }
    }
    return thoughts.toString();
  }

  private static List<String> calls(List<Part> parts) {
    return parts.stream()
        .flatMap(part -> part.functionCall().stream())
        .map(call -> call.name().orElseThrow() + " " + call.args().orElseThrow().get("city"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "gemini/m,gemini,21-stream-thoughts-parallel-calls-crlf.sse,I need two tools.,3",
    "anthropic/claude-sonnet-4-6,anthropic,21-stream-thinking-parallel-tools.sse,Two tools.,3",
    "ollama/m,ollama,11-chat-stream-thinking-tools.ndjson,Two calls.,2",
  })
  void reasoningAndParallelCalls_areStreamed(
      String model, String folder, String file, String thought, int calls) {
    providers.recordedStream(folder, file);

    List<Part> parts = parts(stream(model));

    assertThat(thoughts(parts)).isEqualTo(thought);
    assertThat(calls(parts))
        .hasSize(calls)
        .startsWith("get_weather Oslo")
        .contains(calls == 3 ? "get_time Tōkyō" : "get_weather Tōkyō");
  }

  /** Gemini, and Anthropic, refuse the next question where the signature is not as it was. */
  @ParameterizedTest
  @CsvSource({
    "gemini/m,gemini,11-response-function-calls.json,RmFrZVNpZ0dlbWluaTEx",
    "anthropic/claude-sonnet-4-6,anthropic,11-response-tools.json,",
  })
  void callsAndTheirResults_goBack_withTheSignature(
      String model, String folder, String file, String signature) {
    providers.recorded(folder, file);
    Content said = ask(model).candidates().orElseThrow().getFirst().content().orElseThrow();
    List<Part> results = new ArrayList<>();
    for (Part part : said.parts().orElseThrow()) {
      part.functionCall().ifPresent(call -> results.add(result(call)));
    }
    providers.fake.always(Reply.text("Sunny"));

    GenerateContentResponse answer =
        client.models.generateContent(
            model,
            List.of(
                Content.fromParts(Part.fromText("Hi")),
                said,
                Content.builder().role("user").parts(results).build()),
            GenerateContentConfig.builder().build());

    assertThat(answer.text()).isEqualTo("Sunny");
    String sent = providers.received().toString();
    assertThat(sent).contains("get_weather", "sun 5519");
    if (signature != null) {
      assertThat(sent).contains(signature);
    }
  }

  private static Part result(FunctionCall call) {
    FunctionResponse.Builder response =
        FunctionResponse.builder()
            .name(call.name().orElseThrow())
            .response(Map.of("output", "sun 5519"));
    call.id().ifPresent(response::id);
    return Part.builder().functionResponse(response.build()).build();
  }

  @Test
  void chat_keepsItsHistory() {
    Chat chat = client.chats.create("openai/m");
    providers.fake.script(Reply.text("One"), Reply.text("Two"));

    assertThat(chat.sendMessage("First").text()).isEqualTo("One");
    assertThat(chat.sendMessage("Second").text()).isEqualTo("Two");

    assertThat(providers.received().path("messages").valueStream())
        .extracting(message -> message.path("content").asString())
        .containsExactly("First", "One", "Second");
  }

  @Test
  void settings_areSaidToOthers() {
    providers.fake.always(Reply.text("{}"));

    client.models.generateContent(
        "openai/m",
        "Hi",
        GenerateContentConfig.builder()
            .temperature(0.5f)
            .topP(0.25f)
            .maxOutputTokens(64)
            .stopSequences("END")
            .seed(7)
            .responseMimeType("application/json")
            .responseJsonSchema(Map.of("type", "object"))
            .thinkingConfig(ThinkingConfig.builder().thinkingLevel("LOW").build())
            .build());

    JsonNode sent = providers.received();
    assertThat(sent.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(sent.path("top_p").asDouble()).isEqualTo(0.25);
    assertThat(sent.path("max_completion_tokens").asInt()).isEqualTo(64);
    assertThat(sent.path("seed").asInt()).isEqualTo(7);
    assertThat(sent.path("stop").toString()).contains("END");
    assertThat(sent.path("reasoning_effort").asString()).isEqualTo("low");
    assertThat(sent.at("/response_format/json_schema/schema/type").asString()).isEqualTo("object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void usageAndReason_areReported(String model) {
    providers.fake.always(Reply.words(3).usage(11, 5).finishReason("length"));

    List<GenerateContentResponse> pieces = stream(model);

    GenerateContentResponse last = pieces.getLast();
    assertThat(last.finishReason().knownEnum()).isEqualTo(FinishReason.Known.MAX_TOKENS);
    assertThat(last.usageMetadata().orElseThrow().promptTokenCount()).contains(11);
    assertThat(last.usageMetadata().orElseThrow().candidatesTokenCount()).contains(5);
    assertThat(last.usageMetadata().orElseThrow().totalTokenCount()).contains(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void errors_raiseTheirExceptions(String model) {
    providers.fake.always(Reply.error(400, null, "said so"));
    assertThatThrownBy(() -> ask(model))
        .isExactlyInstanceOf(ClientException.class)
        .hasMessageContaining("said so")
        .extracting(error -> ((ApiException) error).status())
        .isEqualTo("INVALID_ARGUMENT");

    providers.fake.always(Reply.status(429));
    for (boolean streamed : new boolean[] {false, true}) {
      assertThatThrownBy(() -> askOrStream(model, streamed))
          .isExactlyInstanceOf(ClientException.class)
          .extracting(error -> ((ApiException) error).code())
          .isEqualTo(429);
    }

    providers.fake.always(Reply.status(500));
    assertThatThrownBy(() -> ask(model)).isExactlyInstanceOf(ServerException.class);
  }

  private Object askOrStream(String model, boolean streamed) {
    return streamed ? stream(model) : ask(model);
  }

  @Test
  void wrongKeysAndUnknownProviders_raiseTheirExceptions() {
    try (Client stranger = client("wrong")) {
      assertThatThrownBy(
              () ->
                  stranger.models.generateContent(
                      "openai/m", "Hi", GenerateContentConfig.builder().build()))
          .isExactlyInstanceOf(ClientException.class)
          .extracting(error -> ((ApiException) error).code())
          .isEqualTo(401);
    }
    assertThatThrownBy(() -> client.models.get("openai/none", null))
        .isExactlyInstanceOf(ClientException.class)
        .extracting(error -> ((ApiException) error).code())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void cutStream_isNotTakenForWhole(String model) {
    providers.fake.always(Reply.words(9).cutAfter(3));

    assertThatThrownBy(() -> stream(model)).isNotNull();
  }

  @Test
  void tokens_areCounted_byGeminiItself_andEstimatedForOthers() {
    providers.fake.always(Reply.raw(200, "application/json", "{\"totalTokens\":31}"));

    assertThat(client.models.countTokens("gemini/m", "word", null).totalTokens()).contains(31);
    assertThat(client.models.countTokens("openai/m", "word", null).totalTokens()).contains(8);
    assertThat(providers.fake.chatRequests()).hasSize(1);
  }

  @Test
  void models_areListed_pageByPage() {
    List<String> names = new ArrayList<>();
    for (Model model : client.models.list(ListModelsConfig.builder().pageSize(2).build())) {
      names.add(model.name().orElseThrow());
    }

    assertThat(names)
        .doesNotHaveDuplicates()
        .contains("models/openai/fake-model", "models/gemini/fake-model");
    assertThat(client.models.get("openai/fake-model", null).displayName())
        .contains("openai/fake-model");
  }
}
