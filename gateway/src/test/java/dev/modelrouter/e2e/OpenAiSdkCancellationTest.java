package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller whose SDK gives up: the provider's request ends, and the next one is served. */
class OpenAiSdkCancellationTest {
  private static final String ROUTE = "/v1/chat/completions";
  private static final RequestOptions IMPATIENT =
      RequestOptions.builder()
          .timeout(Timeout.builder().read(Duration.ofMillis(500)).build())
          .build();

  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  private static ChatCompletionCreateParams ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hi").build();
  }

  private void assertLeft(String model) {
    eventually("the provider is left", () -> providers.of(model).disconnects() == 1);
    eventually("no request is open", () -> providers.of(model).openRequests() == 0);
    eventually(
        "counted as cancelled",
        () ->
            providers.gateway.metric("modelrouter_cancelled_total{route=\"" + ROUTE + "\"}") == 1);
    providers.gateway.assertIdle();
    providers.always(Reply.text("here"));
    assertThat(
            client.chat().completions().create(ask(model)).choices().getFirst().message().content())
        .as("not the provider's fault")
        .hasValue("here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void wholeAnswer_thatIsTooLate(String model) {
    providers.always(Reply.hang());

    assertThatThrownBy(() -> client.chat().completions().create(ask(model), IMPATIENT))
        .isInstanceOf(OpenAIIoException.class);

    assertLeft(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void stream_thatFallsSilent(String model) {
    providers.always(Reply.words(9).stallAfter(3));

    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> stream =
                  client.chat().completions().createStreaming(ask(model), IMPATIENT)) {
                stream.stream().forEach(chunk -> {});
              }
            })
        .isInstanceOf(OpenAIIoException.class);

    assertLeft(model);
  }

  @Test
  void asyncStream_thatIsClosedByItsReader() {
    providers.openai.always(Reply.words(1_000).betweenTokens(Duration.ofMillis(20)));
    AtomicInteger seen = new AtomicInteger();

    AsyncStreamResponse<ChatCompletionChunk> stream =
        client.async().chat().completions().createStreaming(ask("openai/m"));
    stream.subscribe(
        chunk -> {
          if (seen.incrementAndGet() == 3) {
            stream.close();
          }
        });

    assertLeft("openai/m");
  }
}
