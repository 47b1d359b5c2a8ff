package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import dev.modelrouter.fake.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What OpenAI's SDK can ask of a chat beyond plain text, and what it reads in the answers. */
class OpenAiSdkChatTest {
  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  /** What a structured answer is read into. */
  public static final class Weather {
    public String city = "";
    public int degrees;
  }

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hi");
  }

  private ChatCompletion whole(ChatCompletionCreateParams.Builder params) {
    return client.chat().completions().create(params.build());
  }

  private ChatCompletion accumulated(ChatCompletionCreateParams.Builder params) {
    ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params.build())) {
      stream.stream().forEach(all::accumulate);
    }
    return all.chatCompletion();
  }

  private static JsonValue extra(Map<String, JsonValue> fields, String name) {
    return fields.getOrDefault(name, JsonValue.from(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void structuredAnswer_isReadIntoAClass(String model) {
    providers.always(Reply.text("{\"city\":\"Oslo\",", "\"degrees\":-3}"));

    Weather weather =
        client
            .chat()
            .completions()
            .create(ask(model).responseFormat(Weather.class).build())
            .choices()
            .getFirst()
            .message()
            .content()
            .orElseThrow();

    assertThat(weather.city).isEqualTo("Oslo");
    assertThat(weather.degrees).isEqualTo(-3);
    JsonNode received = providers.received(model);
    JsonNode schema =
        model.startsWith("ollama")
            ? received.path("format")
            : received.path("response_format").path("json_schema").path("schema");
    assertThat(schema.path("properties").path("degrees").path("type").asString())
        .isEqualTo("integer");
    assertThat(schema.path("required")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void schema_reachesTheProvider_asItWasWritten(String model) {
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of("n", Map.of("type", "number", "maximum", 1e300)));
    ResponseFormatJsonSchema.JsonSchema.Schema.Builder fields =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder();
    schema.forEach((name, value) -> fields.putAdditionalProperty(name, JsonValue.from(value)));
    providers.always(Reply.text("{}"));

    whole(
        ask(model)
            .responseFormat(
                ResponseFormatJsonSchema.builder()
                    .jsonSchema(
                        ResponseFormatJsonSchema.JsonSchema.builder()
                            .name("reply")
                            .strict(true)
                            .schema(fields.build())
                            .build())
                    .build()));

    JsonNode said =
        TwoProviders.json(
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"number\",\"maximum\":1e300}}}");
    JsonNode received = providers.received(model);
    if (model.startsWith("ollama")) {
      assertThat(received.path("format")).isEqualTo(said);
    } else {
      JsonNode format = received.path("response_format");
      assertThat(format.path("type").asString()).isEqualTo("json_schema");
      assertThat(format.path("json_schema").path("name").asString()).isEqualTo("reply");
      assertThat(format.path("json_schema").path("strict").asBoolean()).isTrue();
      assertThat(format.path("json_schema").path("schema")).isEqualTo(said);
    }
  }

  private static List<ChatCompletionTokenLogprob> logprobs(ChatCompletion answer) {
    return answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
  }

  @Test
  void logprobs_areRead_wholeAndStreamed() {
    providers.openai.script(
        TwoProviders.recorded("openai", "13-response-length-logprobs.json"),
        TwoProviders.recordedStream("openai", "30-stream-logprobs-obfuscation.sse"));

    List<ChatCompletionTokenLogprob> whole =
        logprobs(whole(ask("openai/m").logprobs(true).topLogprobs(2)));
    List<ChatCompletionTokenLogprob> streamed =
        logprobs(accumulated(ask("openai/m").logprobs(true)));

    assertThat(whole).extracting(ChatCompletionTokenLogprob::token).containsExactly("H", "é");
    assertThat(whole.getFirst().topLogprobs()).hasSize(1);
    assertThat(whole.getLast().bytes().orElseThrow()).containsExactly(195L, 169L);
    assertThat(streamed.getFirst().logprob()).isCloseTo(-0.25, within(1e-9));
    assertThat(providers.received("openai/m", 0).path("top_logprobs").asInt()).isEqualTo(2);
  }

  @Test
  void twoChoices_areRead_wholeAndStreamed() {
    providers.openai.script(
        TwoProviders.recorded("openai", "14-response-n2-reasoning-cache.json"),
        TwoProviders.recordedStream("openai", "27-stream-n2-interleaved.sse"));

    ChatCompletion whole = whole(ask("openai/m").n(2));
    ChatCompletion streamed = accumulated(ask("openai/m").n(2));

    assertThat(whole.choices())
        .extracting(choice -> choice.message().content().orElse(""))
        .containsExactly("A", "B");
    assertThat(
            whole.usage().orElseThrow().completionTokensDetails().orElseThrow().reasoningTokens())
        .hasValue(128L);
    assertThat(streamed.choices())
        .extracting(choice -> choice.message().content().orElse(""))
        .containsExactly("Heads", "Bottom");
    assertThat(providers.received("openai/m").path("n").asInt()).isEqualTo(2);
  }

  @Test
  void unknownFields_passBothWays() {
    providers.openai.always(
        Reply.raw(
            200,
            "application/json",
            "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\","
                + "\"citations\":[\"a\"],\"choices\":[{\"index\":0,\"seen\":true,"
                + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                + "\"content\":\"x\",\"refusal\":null,\"mood\":\"good\"}}]}"));

    ChatCompletion answer =
        whole(ask("openai/m").putAdditionalBodyProperty("search", JsonValue.from(Map.of("k", 3))));

    assertThat(extra(answer._allProperties(), "citations")).isEqualTo(JsonValue.from(List.of("a")));
    assertThat(extra(answer.choices().getFirst()._allProperties(), "seen"))
        .isEqualTo(JsonValue.from(true));
    assertThat(extra(answer.choices().getFirst().message()._allProperties(), "mood"))
        .isEqualTo(JsonValue.from("good"));
    assertThat(providers.received("openai/m").path("search").path("k").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "openai/m,low,low",
    "openai/m,xhigh,xhigh",
    "ollama/m,minimal,low",
    "ollama/m,high,high"
  })
  void reasoningEffort_reachesTheProvider(String model, String effort, String received) {
    providers.always(Reply.text("x"));

    whole(ask(model).reasoningEffort(ReasoningEffort.of(effort)));

    String field = model.startsWith("ollama") ? "think" : "reasoning_effort";
    assertThat(providers.received(model).path(field).asString()).isEqualTo(received);
  }

  @Test
  void reasoningOfOllama_areAnUnknownFieldToTheSdk() {
    providers.ollama.always(
        Reply.raw(
            200,
            "application/json",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"4\","
                + "\"thinking\":\"2+2\"},\"done\":true,\"done_reason\":\"stop\"}"));

    ChatCompletion answer = whole(ask("ollama/m"));

    assertThat(answer.choices().getFirst().message().content()).hasValue("4");
    assertThat(extra(answer.choices().getFirst().message()._allProperties(), "reasoning_content"))
        .isEqualTo(JsonValue.from("2+2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void stream_showsNoUsage_toWhoDidNotAsk(String model) {
    providers.always(Reply.words(3).usage(3, 4));

    ChatCompletion answer = accumulated(ask(model));

    assertThat(answer.choices().getFirst().message().content()).hasValue("w1 w2 w3 ");
    assertThat(answer.usage()).isEmpty();
    GatewayUnderTest.eventually(
        "the usage is known all the same",
        () -> providers.gateway.log().contains("\"tokens_completion\":4"));
  }
}
