package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams through LangChain4j. */
class LangChain4jStreamTest {
  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final List<String> pieces = new CopyOnWriteArrayList<>();

  private OpenAiStreamingChatModel model(String name) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(providers.baseUrl())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .returnThinking(true)
        .build();
  }

  /** Keeps the pieces, and leaves after so many of them. */
  private final class Listener implements StreamingChatResponseHandler {
    private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    private final int max;

    private Listener(int max) {
      this.max = max;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
      pieces.add(piece.text());
      if (pieces.size() == max) {
        context.streamingHandle().cancel();
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      end.completeExceptionally(error);
    }
  }

  private ChatResponse stream(String name) throws Exception {
    Listener listener = new Listener(Integer.MAX_VALUE);
    model(name).chat("Hi", listener);
    return listener.end.get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void stream_isRead_withItsUsage(String name) throws Exception {
    providers.always(Reply.words(5).usage(3, 4));

    ChatResponse answer = stream(name);

    assertThat(pieces).containsExactly("w1 ", "w2 ", "w3 ", "w4 ", "w5 ");
    assertThat(answer.aiMessage().text()).isEqualTo("w1 w2 w3 w4 w5 ");
    assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(7);
  }

  @Test
  void reasoningAndCallsOfOllama_areRead() throws Exception {
    providers.ollama.always(
        TwoProviders.recordedStream("ollama", "11-chat-stream-thinking-tools.ndjson"));

    ChatResponse answer = stream("ollama/m");

    assertThat(answer.aiMessage().thinking()).isEqualTo("Two calls.");
    assertThat(answer.aiMessage().toolExecutionRequests())
        .extracting(call -> call.id() + " " + call.arguments())
        .containsExactly("call_o1 {\"city\":\"Oslo\"}", "call_o2 {\"city\":\"Tōkyō\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void cutStream_isNotTakenForWhole(String name) {
    providers.always(Reply.words(9).cutAfter(3));

    assertThatThrownBy(() -> stream(name)).isInstanceOf(ExecutionException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void cancelledStream_cancelsTheProvider(String name) {
    providers.always(Reply.words(1_000).betweenTokens(Duration.ofMillis(20)));

    model(name).chat("Hi", new Listener(3));

    eventually("the provider is left", () -> providers.of(name).disconnects() == 1);
    assertThat(pieces).hasSize(3);
  }
}
