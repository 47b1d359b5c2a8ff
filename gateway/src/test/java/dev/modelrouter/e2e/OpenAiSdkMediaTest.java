package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pictures and sound through OpenAI's SDK. */
class OpenAiSdkMediaTest {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==";
  private static final String AT_AN_ADDRESS = "https://images.example/cat.jpg?size=1";

  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  private static ChatCompletionContentPart picture(String url) {
    return ChatCompletionContentPart.ofImageUrl(
        ChatCompletionContentPartImage.builder()
            .imageUrl(
                ChatCompletionContentPartImage.ImageUrl.builder()
                    .url(url)
                    .detail(ChatCompletionContentPartImage.ImageUrl.Detail.LOW)
                    .build())
            .build());
  }

  private void show(String model, String... urls) {
    List<ChatCompletionContentPart> parts = new ArrayList<>();
    parts.add(
        ChatCompletionContentPart.ofText(
            ChatCompletionContentPartText.builder().text("What is it?").build()));
    for (String url : urls) {
      parts.add(picture(url));
    }
    client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessageOfArrayOfContentParts(parts)
                .build());
  }

  @Test
  void images_reachACompatibleProvider_asTheyAre() {
    show("openai/m", "data:image/png;base64," + PIXEL, AT_AN_ADDRESS);

    assertThat(providers.received("openai/m").path("messages").path(0).path("content"))
        .isEqualTo(
            TwoProviders.json(
                """
                [{"type":"text","text":"What is it?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,%s","detail":"low"}},
                 {"type":"image_url","image_url":{"url":"%s","detail":"low"}}]
                """
                    .formatted(PIXEL, AT_AN_ADDRESS)));
  }

  @Test
  void images_reachOllama_asBase64() {
    show("ollama/m", "data:image/png;base64," + PIXEL, "data:image/jpeg;base64,AAAA");

    assertThat(providers.received("ollama/m").path("messages").path(0))
        .isEqualTo(
            TwoProviders.json(
                "{\"role\":\"user\",\"content\":\"What is it?\",\"images\":[\"%s\",\"AAAA\"]}"
                    .formatted(PIXEL)));
  }

  @Test
  void imageAtAnAddress_isABadRequest_forOllama() {
    assertThatThrownBy(() -> show("ollama/m", AT_AN_ADDRESS))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            error -> assertThat(error.param()).hasValue("messages[0].content"));
    providers.assertUnsaid("ollama/m");
  }

  @Test
  void image_isMade() {
    providers.openai.always(
        Reply.raw(
            200,
            "application/json",
            "{\"created\":1790000000,\"data\":[{\"b64_json\":\""
                + PIXEL
                + "\",\"revised_prompt\":\"a dot\"}],\"output_format\":\"png\",\"usage\":{"
                + "\"input_tokens\":3,\"output_tokens\":9,\"total_tokens\":12,"
                + "\"input_tokens_details\":{\"image_tokens\":0,\"text_tokens\":3}}}"));

    ImagesResponse answer =
        client
            .images()
            .generate(ImageGenerateParams.builder().model("openai/m").prompt("A dot").n(1).build());

    assertThat(answer.data().orElseThrow().getFirst().b64Json()).hasValue(PIXEL);
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(12);
    assertThat(providers.openai.chatRequests().getLast().path()).endsWith("/images/generations");
    assertThat(providers.received("openai/m"))
        .isEqualTo(TwoProviders.json("{\"model\":\"m\",\"prompt\":\"A dot\",\"n\":1}"));
  }

  private HttpResponse speak() {
    return client
        .audio()
        .speech()
        .create(
            SpeechCreateParams.builder()
                .model("openai/m")
                .input("Hello")
                .voice("alloy")
                .responseFormat(SpeechCreateParams.ResponseFormat.OPUS)
                .build());
  }

  private static byte[] sound(int bytes) {
    byte[] sound = new byte[bytes];
    new Random(7).nextBytes(sound);
    return sound;
  }

  @Test
  void speech_isWhole_toTheLastByte() throws IOException {
    byte[] sound = sound(300_000);
    providers.openai.always(Reply.rawStream(sound, 7_001).contentType("audio/opus"));

    try (HttpResponse answer = speak()) {
      assertThat(answer.headers().values("content-type")).containsExactly("audio/opus");
      assertThat(answer.body().readAllBytes()).isEqualTo(sound);
    }
    assertThat(providers.received("openai/m"))
        .isEqualTo(
            TwoProviders.json(
                "{\"model\":\"m\",\"input\":\"Hello\",\"voice\":\"alloy\","
                    + "\"response_format\":\"opus\"}"));
  }

  @Test
  void speech_isReceivedWhileItIsMade_andStopsWithTheListener() throws IOException {
    byte[] sound = sound(100_000);
    providers.openai.always(
        Reply.rawStream(sound, 50).contentType("audio/opus").betweenPieces(Duration.ofMillis(10)));

    try (HttpResponse answer = speak()) {
      assertThat(answer.body().readNBytes(50)).startsWith(sound[0], sound[1]);
      assertThat(providers.openai.openRequests()).as("the provider still speaks").isOne();
    }

    eventually("the provider is left", () -> providers.openai.disconnects() == 1);
  }
}
