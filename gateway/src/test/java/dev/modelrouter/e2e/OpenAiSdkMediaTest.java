package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else OpenAI's official SDK can ask for: formats, pictures, sound, embeddings, responses. */
class OpenAiSdkMediaTest {
  private static final String PIXEL = "data:image/png;base64,iVBORw0KGgo=";

  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with().openai(openai.baseUrl()).ollama(ollama.baseUrl()).start();
  private final OpenAIClient client = client(Duration.ofSeconds(20));

  private OpenAIClient client(Duration timeout) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://127.0.0.1:" + gateway.port() + "/v1")
        .apiKey(GatewayUnderTest.KEY)
        .timeout(timeout)
        .maxRetries(0)
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
    openai.close();
    ollama.close();
  }

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder().model(model);
  }

  private void openAiSays(String json) {
    openai.always(Reply.raw(200, "application/json", json));
  }

  private String seen(FakeProvider provider) {
    return provider.chatRequests().getLast().bodyText();
  }

  /** An answer with a form of its own. */
  static final class Person {
    public String name = "";
    public int age;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void answerWithASchema_isReadAsAnObject(String model) {
    openai.always(Reply.text("{\"name\":\"Ada\",\"age\":36}"));
    ollama.always(Reply.text("{\"name\":\"Ada\",\"age\":36}"));
    StructuredChatCompletionCreateParams<Person> params =
        ask(model).addUserMessage("Who?").responseFormat(Person.class).build();

    StructuredChatCompletion<Person> answer = client.chat().completions().create(params);

    Person person = answer.choices().getFirst().message().content().orElseThrow();
    assertThat(person.name).isEqualTo("Ada");
    assertThat(person.age).isEqualTo(36);
    String asked = seen(model.startsWith("openai") ? openai : ollama);
    assertThat(asked).contains("\"name\"", "\"age\"", "\"integer\"");
    assertThat(asked).contains(model.startsWith("openai") ? "\"json_schema\"" : "\"format\":{");
  }

  @Test
  void schemaByHand_reachesTheProvider() {
    client
        .chat()
        .completions()
        .create(
            ask("openai/m")
                .addUserMessage("x")
                .responseFormat(
                    ResponseFormatJsonSchema.builder()
                        .jsonSchema(
                            ResponseFormatJsonSchema.JsonSchema.builder()
                                .name("s")
                                .schema(
                                    ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())
                .build());

    assertThat(seen(openai)).contains("\"json_schema\"", "\"name\":\"s\"");
  }

  @Test
  void picture_reachesEveryProviderInItsWords() {
    for (String model : List.of("openai/m", "ollama/m")) {
      client
          .chat()
          .completions()
          .create(
              ask(model)
                  .addUserMessageOfArrayOfContentParts(
                      List.of(
                          ChatCompletionContentPart.ofText(
                              ChatCompletionContentPartText.builder().text("What?").build()),
                          ChatCompletionContentPart.ofImageUrl(
                              ChatCompletionContentPartImage.builder()
                                  .imageUrl(
                                      ChatCompletionContentPartImage.ImageUrl.builder()
                                          .url(PIXEL)
                                          .build())
                                  .build())))
                  .build());
    }

    assertThat(seen(openai)).contains("\"image_url\"", PIXEL);
    assertThat(seen(ollama)).contains("\"images\":[\"iVBORw0KGgo=\"]").doesNotContain("data:");
  }

  @Test
  void embeddings_areRead_whoeverMakesThem() {
    openAiSays(
        "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":[0.5,-1.0]}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}");

    assertThat(
            client
                .embeddings()
                .create(EmbeddingCreateParams.builder().model("openai/e").input("x").build())
                .data()
                .getFirst()
                .embedding())
        .containsExactly(0.5f, -1.0f);
    // The SDK asks for base64 by itself.
    assertThat(seen(openai)).contains("\"encoding_format\":\"base64\"");
  }

  @Test
  void twoToolCalls_areStreamedSideBySide_fromACompatibleProvider() {
    openai.always(
        Reply.raw(
            200,
            "text/event-stream",
            Fixture.in("openai", "23-stream-tools-parallel.sse").getFirst().bytes()));
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(ask("openai/m").addUserMessage("Weather?").build())) {
      stream.stream().forEach(whole::accumulate);
    }

    ChatCompletion answer = whole.chatCompletion();
    var calls = answer.choices().getFirst().message().toolCalls().orElseThrow();
    assertThat(calls).hasSizeGreaterThanOrEqualTo(2);
    assertThat(calls).allSatisfy(call -> assertThat(call.asFunction().id()).isNotEmpty());
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
  }

  @Test
  void parametersAndUnknownFields_passBothWays() {
    openAiSays(
        "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"new\":{\"a\":1},"
            + "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"logprobs\":null,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":null}},"
            + "{\"index\":1,\"finish_reason\":\"stop\",\"logprobs\":null,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"b\",\"refusal\":null}}]}");

    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                ask("openai/m")
                    .addUserMessage("x")
                    .n(2)
                    .logprobs(true)
                    .topLogprobs(3)
                    .reasoningEffort(ReasoningEffort.LOW)
                    .putAdditionalBodyProperty("brand_new", JsonValue.from("yes"))
                    .putAdditionalBodyProperty("big", JsonValue.from(9_007_199_254_740_993L))
                    .build());

    assertThat(answer.choices()).hasSize(2);
    assertThat(answer.toString()).contains("new={a=1}");
    assertThat(seen(openai))
        .contains(
            "\"n\":2",
            "\"logprobs\":true",
            "\"top_logprobs\":3",
            "\"big\":9007199254740993",
            "\"reasoning_effort\":\"low\"",
            "\"brand_new\":\"yes\"");
  }

  @Test
  void moderationsAndPictures_passToWhoOffersThem() {
    openAiSays("{\"id\":\"m\",\"model\":\"o\",\"results\":[]}");
    assertThat(
            client
                .moderations()
                .create(ModerationCreateParams.builder().model("openai/o").input("x").build())
                .id())
        .isEqualTo("m");
    openAiSays("{\"created\":1,\"data\":[{\"url\":\"https://x/y.png\"}]}");
    assertThat(
            client
                .images()
                .generate(ImageGenerateParams.builder().model("openai/i").prompt("x").build())
                .data()
                .orElseThrow())
        .hasSize(1);
  }

  @Test
  void sound_goesInAndOut() throws IOException {
    openai.always(Reply.raw(200, "audio/mpeg", "ID3 sound".getBytes(StandardCharsets.UTF_8)));
    try (HttpResponse sound =
            client
                .audio()
                .speech()
                .create(
                    SpeechCreateParams.builder()
                        .model("openai/tts")
                        .input("Hi")
                        .voice(SpeechCreateParams.Voice.UnionMember1.ALLOY)
                        .build());
        InputStream body = sound.body()) {
      assertThat(body.readAllBytes()).asString().isEqualTo("ID3 sound");
    }

    openAiSays("{\"text\":\"hello\"}");
    assertThat(
            client
                .audio()
                .transcriptions()
                .create(
                    TranscriptionCreateParams.builder()
                        .model("openai/whisper-1")
                        .file(new ByteArrayInputStream(new byte[2_000_000]))
                        .build())
                .asTranscription()
                .text())
        .isEqualTo("hello");
    assertThat(seen(openai)).contains("whisper-1").doesNotContain("openai/whisper-1");
  }

  @Test
  void responses_pass_wholeAndStreamed() {
    openai.always(
        Reply.raw(
            200,
            "text/event-stream",
            ("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                    + "\"sequence_number\":1,\"item_id\":\"i\",\"output_index\":0,"
                    + "\"content_index\":0,\"delta\":\"hi\",\"logprobs\":[]}\n\n"
                    + "event: response.completed\ndata: {\"type\":\"response.completed\","
                    + "\"sequence_number\":2,\"response\":{\"id\":\"r\",\"status\":\"completed\","
                    + "\"output\":[]}}\n\n")
                .getBytes(StandardCharsets.UTF_8)));

    try (StreamResponse<ResponseStreamEvent> stream =
        client
            .responses()
            .createStreaming(ResponseCreateParams.builder().model("openai/m").input("x").build())) {
      List<ResponseStreamEvent> events = stream.stream().toList();
      assertThat(events.getFirst().asOutputTextDelta().delta()).isEqualTo("hi");
      assertThat(events.getLast().isCompleted()).isTrue();
    }
  }

  @Test
  void callerWhosePatienceEnds_leavesNothingBehind() {
    openai.always(Reply.words(3).stallAfter(0));
    OpenAIClient hasty = client(Duration.ofMillis(300));

    assertThatThrownBy(
            () -> hasty.chat().completions().create(ask("openai/m").addUserMessage("x").build()))
        .isInstanceOf(OpenAIIoException.class);

    GatewayUnderTest.eventually("the provider is left", () -> openai.openRequests() == 0);
    hasty.close();
  }
}
