package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.modelrouter.fake.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Tools of LangChain4j's AI services: several called at once, their results sent back. */
class LangChain4jToolsTest {
  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final Tools tools = new Tools();

  /** What the model may call. */
  static final class Tools {
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Tool(name = "get_weather", value = "Weather of a city")
    String weather(@P(name = "city", value = "where") String city) {
      calls.add("get_weather " + city);
      return "sun in " + city;
    }

    @Tool(name = "get_time", value = "Time in a city")
    String time(@P(name = "city", value = "where") String city) {
      calls.add("get_time " + city);
      return "noon in " + city;
    }

    @Tool(name = "ping", value = "Nothing")
    String ping() {
      calls.add("ping");
      return "pong";
    }
  }

  /** Answers at once. */
  interface Assistant {
    String chat(String question);
  }

  /** Answers in pieces. */
  interface StreamingAssistant {
    TokenStream chat(String question);
  }

  private String whole(String model) {
    return AiServices.builder(Assistant.class)
        .chatModel(
            OpenAiChatModel.builder()
                .baseUrl(providers.baseUrl())
                .apiKey(GatewayUnderTest.KEY)
                .modelName(model)
                .maxRetries(0)
                .build())
        .tools(tools)
        .build()
        .chat("Hi");
  }

  private String streamed(String model) throws Exception {
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    AiServices.builder(StreamingAssistant.class)
        .streamingChatModel(
            OpenAiStreamingChatModel.builder()
                .baseUrl(providers.baseUrl())
                .apiKey(GatewayUnderTest.KEY)
                .modelName(model)
                .build())
        .tools(tools)
        .build()
        .chat("Hi")
        .onPartialResponse(piece -> {})
        .onCompleteResponse(end::complete)
        .onError(end::completeExceptionally)
        .start();
    return end.get(10, TimeUnit.SECONDS).aiMessage().text();
  }

  /** The results that the model's provider was sent, with the ids of their calls. */
  private List<String> results(String model) {
    return providers
        .received(model, 1)
        .path("messages")
        .valueStream()
        .filter(message -> message.path("role").asString().equals("tool"))
        .map(
            message ->
                message.path("tool_call_id").asString() + " " + message.path("content").asString())
        .toList();
  }

  @Test
  void parallelCalls_ofACompatibleProvider_areMade() {
    providers.openai.script(
        TwoProviders.recorded("openai", "11-response-tool-calls.json"), Reply.text("Sunny"));

    assertThat(whole("openai/m")).isEqualTo("Sunny");

    assertThat(tools.calls).containsExactly("get_weather Oslo", "get_time Tōkyō");
    assertThat(results("openai/m"))
        .containsExactly("call_aa01 sun in Oslo", "call_aa02 noon in Tōkyō");
    JsonNode offered = providers.received("openai/m", 0).path("tools");
    assertThat(offered).hasSize(3);
  }

  @Test
  void parallelCalls_ofOllama_areMade() {
    providers.ollama.script(
        TwoProviders.recorded("ollama", "21-chat-response-tools.json"), Reply.text("Sunny"));

    assertThat(whole("ollama/m")).isEqualTo("Sunny");

    assertThat(tools.calls).containsExactly("get_weather Oslo", "get_weather Rome");
    assertThat(results("ollama/m")).containsExactly("call_o1 sun in Oslo", "call_o2 sun in Rome");
  }

  @Test
  void parallelCalls_streamedByACompatibleProvider_areMade() throws Exception {
    providers.openai.script(
        TwoProviders.recordedStream("openai", "23-stream-tools-parallel.sse"), Reply.words(2));

    assertThat(streamed("openai/m")).isEqualTo("w1 w2 ");

    assertThat(tools.calls).containsExactly("get_weather Oslo", "get_time Tōkyō \"x\"", "ping");
    assertThat(results("openai/m"))
        .containsExactly(
            "call_bb01 sun in Oslo", "call_bb02 noon in Tōkyō \"x\"", "call_bb03 pong");
  }

  @Test
  void parallelCalls_streamedByOllama_areMade() throws Exception {
    providers.ollama.script(
        TwoProviders.recordedStream("ollama", "11-chat-stream-thinking-tools.ndjson"),
        Reply.words(2));

    assertThat(streamed("ollama/m")).isEqualTo("w1 w2 ");

    assertThat(tools.calls).containsExactly("get_weather Oslo", "get_weather Tōkyō");
    assertThat(results("ollama/m")).containsExactly("call_o1 sun in Oslo", "call_o2 sun in Tōkyō");
  }
}
