package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's official SDK for Java works by changing its base URL. */
class OpenAiSdkTest {
  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hi");
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
    try (StreamResponse<ChatCompletionChunk> response =
        client.chat().completions().createStreaming(params)) {
      return response.stream().toList();
    }
  }

  private static String text(List<ChatCompletionChunk> chunks) {
    StringBuilder text = new StringBuilder();
    for (ChatCompletionChunk chunk : chunks) {
      chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void wholeAnswer_isRead(String model) {
    providers.always(Reply.text("Hello \"you\"\n\ud83d\ude00").usage(3, 4));

    ChatCompletion answer = client.chat().completions().create(ask(model).build());

    assertThat(answer.choices().getFirst().message().content())
        .hasValue("Hello \"you\"\n\ud83d\ude00");
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void stream_isRead_withItsUsage(String model) {
    providers.always(Reply.words(5).usage(3, 4));

    List<ChatCompletionChunk> chunks =
        stream(
            ask(model)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

    assertThat(text(chunks)).isEqualTo("w1 w2 w3 w4 w5 ");
    assertThat(chunks.getLast().usage().orElseThrow().totalTokens()).isEqualTo(7);
  }

  @Test
  void parallelToolCalls_areStreamed_fromOllama() {
    providers.ollama.always(
        Reply.raw(
            200,
            "application/x-ndjson",
            Fixture.in("ollama", "11-chat-stream-thinking-tools.ndjson").getFirst().bytes()));

    List<String> calls = new ArrayList<>();
    for (ChatCompletionChunk chunk : stream(ask("ollama/m").build())) {
      chunk
          .choices()
          .forEach(
              choice ->
                  choice
                      .delta()
                      .toolCalls()
                      .ifPresent(
                          all ->
                              all.forEach(
                                  call ->
                                      calls.add(
                                          call.index()
                                              + " "
                                              + call.function().orElseThrow().name().orElse("")))));
    }

    assertThat(calls).contains("0 get_weather", "1 get_weather");
  }

  private void providerSays(int status, String code) {
    providers.openai.always(
        Reply.raw(
            status,
            "application/json",
            "{\"error\":{\"message\":\"said so\",\"type\":\"t\",\"param\":null,\"code\":\""
                + code
                + "\"}}"));
  }

  private OpenAIServiceException failure() {
    try {
      client.chat().completions().create(ask("openai/m").build());
    } catch (OpenAIServiceException e) {
      return e;
    }
    throw new AssertionError("no exception");
  }

  @Test
  void complaints_raiseTheirExceptions_withTheProvidersCode() {
    providerSays(400, "context_length_exceeded");
    assertThat(failure()).isInstanceOf(BadRequestException.class);
    assertThat(failure().code()).hasValue("context_length_exceeded");
    providerSays(404, "model_not_found");
    assertThat(failure()).isInstanceOf(NotFoundException.class);
    providerSays(422, "x");
    assertThat(failure()).isInstanceOf(UnprocessableEntityException.class);
  }

  @Test
  void modelThatOllamaDoesNotHave_isNotFound() {
    providers.ollama.always(Reply.error(404, null, "model 'm' not found"));

    assertThatThrownBy(() -> client.chat().completions().create(ask("ollama/m").build()))
        .isInstanceOfSatisfying(
            NotFoundException.class, error -> assertThat(error.code()).hasValue("model_not_found"))
        .hasMessageContaining("model 'm' not found");
  }

  @Test
  void failures_raiseTheirExceptions() {
    providerSays(500, "x");
    assertThat(failure()).isInstanceOf(InternalServerException.class);
  }

  @Test
  void spentLimit_raisesItsException() {
    providerSays(429, "rate_limit_exceeded");
    assertThat(failure()).isInstanceOf(RateLimitException.class);
  }

  @Test
  void wrongKey_raisesItsException() {
    OpenAIClient stranger = providers.openAiSdk("wrong", 0);
    assertThatThrownBy(() -> stranger.chat().completions().create(ask("openai/m").build()))
        .isInstanceOf(UnauthorizedException.class);
  }

  @Test
  void spentLimit_isWaitedForByTheSdk() {
    providers.openai.script(Reply.status(429).header("retry-after-ms", "300"), Reply.words(1));
    OpenAIClient patient = providers.openAiSdk(GatewayUnderTest.KEY, 2);

    assertThat(patient.chat().completions().create(ask("openai/m").build()).choices()).hasSize(1);
    assertThat(providers.openai.chatRequests()).hasSize(2);
  }

  @Test
  void cutStream_isNotTakenForWhole() {
    providers.openai.always(Reply.words(9).cutAfter(3));

    assertThatThrownBy(() -> stream(ask("openai/m").build())).isInstanceOf(OpenAIException.class);
  }

  @Test
  void closedStream_cancelsTheProvider() {
    providers.openai.always(Reply.words(1_000).betweenTokens(Duration.ofMillis(20)));
    try (StreamResponse<ChatCompletionChunk> response =
        client.chat().completions().createStreaming(ask("openai/m").build())) {
      assertThat(response.stream().limit(3).toList()).hasSize(3);
    }

    GatewayUnderTest.eventually("the provider is left", () -> providers.openai.openRequests() == 0);
  }

  @Test
  void models_areListed() {
    assertThat(client.models().list().data())
        .extracting(model -> model.id())
        .contains("openai/gpt-4o-mini");
  }
}
