package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenAI's Responses API through its SDK, in front of a provider that has it. */
class OpenAiSdkResponsesTest {
  private static final String FOLDER = "openai-operations";

  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  private static ResponseCreateParams ask(String model) {
    return ResponseCreateParams.builder()
        .model(model)
        .instructions("Be short.")
        .input("Hi")
        .build();
  }

  private Response streamed() {
    ResponseAccumulator all = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(ask("openai/m"))) {
      stream.stream().forEach(all::accumulate);
    }
    return all.response();
  }

  private static String text(Response response) {
    StringBuilder text = new StringBuilder();
    for (ResponseOutputItem item : response.output()) {
      item.message()
          .ifPresent(
              message ->
                  message
                      .content()
                      .forEach(
                          part -> part.outputText().ifPresent(out -> text.append(out.text()))));
    }
    return text.toString();
  }

  @Test
  void response_isRead() {
    providers.openai.always(TwoProviders.recorded(FOLDER, "60-response-text.json"));

    Response response = client.responses().create(ask("openai/m"));

    assertThat(text(response)).isEqualTo("Oslo 🇳🇴");
    assertThat(response.usage().orElseThrow().totalTokens()).isEqualTo(26);
    assertThat(providers.openai.chatRequests().getLast().path()).endsWith("/responses");
    assertThat(providers.received("openai/m"))
        .isEqualTo(
            TwoProviders.json("{\"model\":\"m\",\"instructions\":\"Be short.\",\"input\":\"Hi\"}"));
  }

  @Test
  void response_isStreamed() {
    providers.openai.always(TwoProviders.recordedStream(FOLDER, "61-response-stream.sse"));

    Response response = streamed();

    assertThat(text(response)).isEqualTo("Hello, wörld 🌍!");
    assertThat(response.usage()).isPresent();
    assertThat(providers.received("openai/m"))
        .as("nothing is added but what was said")
        .isEqualTo(
            TwoProviders.json(
                "{\"model\":\"m\",\"instructions\":\"Be short.\",\"input\":\"Hi\","
                    + "\"stream\":true}"));
  }

  @Test
  void reasoningAndParallelCalls_areStreamed() {
    providers.openai.always(TwoProviders.recordedStream(FOLDER, "62-response-stream-calls.sse"));

    Response response = streamed();

    assertThat(response.output().getFirst().isReasoning()).isTrue();
    assertThat(response.output())
        .filteredOn(ResponseOutputItem::isFunctionCall)
        .extracting(item -> item.asFunctionCall().arguments())
        .containsExactly("{\"city\":\"Oslo\"}", "{\"city\":\"東京\"}");
  }

  @Test
  void cutStream_isNotTakenForWhole() {
    byte[] stream = Fixture.in(FOLDER, "61-response-stream.sse").getFirst().bytes();
    providers.openai.always(Reply.rawStream(Arrays.copyOf(stream, stream.length / 2), 100));

    assertThatThrownBy(this::streamed).isInstanceOf(OpenAIException.class);
  }

  @Test
  void response_isMadeOfAChat_inFrontOfOllama() {
    providers.ollama.always(Reply.text("Oslo").usage(4, 1));

    Response response = client.responses().create(ask("ollama/m"));

    assertThat(text(response)).isEqualTo("Oslo");
    assertThat(response.usage().orElseThrow().totalTokens()).isEqualTo(5);
    assertThat(providers.received("ollama/m").path("messages").size()).isEqualTo(2);
  }
}
