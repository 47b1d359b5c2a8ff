package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.modelrouter.fake.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tools of OpenAI's SDK: offered, called in parallel, and their results sent back. */
class OpenAiSdkToolsTest {
  private static final String OLLAMA_CALLS = "11-chat-stream-thinking-tools.ndjson";

  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  /** The arguments of a tool; its schema is made by the SDK. */
  @JsonTypeName("get_weather")
  public static final class GetWeather {
    public String city = "";
  }

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("Weather in Oslo and Rome?")
        .addTool(GetWeather.class);
  }

  private ChatCompletion accumulated(String model) {
    ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(ask(model).build())) {
      stream.stream().forEach(all::accumulate);
    }
    return all.chatCompletion();
  }

  private static List<String> calls(ChatCompletion answer) {
    return answer.choices().getFirst().message().toolCalls().orElseThrow().stream()
        .map(ChatCompletionMessageToolCall::asFunction)
        .map(call -> call.id() + " " + call.function().name() + " " + call.function().arguments())
        .toList();
  }

  @Test
  void parallelCalls_areAccumulated_fromACompatibleProvider() {
    providers.openai.always(TwoProviders.recordedStream("openai", "23-stream-tools-parallel.sse"));

    ChatCompletion answer = accumulated("openai/m");

    assertThat(calls(answer))
        .containsExactly(
            "call_bb01 get_weather {\"city\":\"Oslo\",\"unit\":\"c\"}",
            "call_bb02 get_time {\"city\":\"Tōkyō \\\"x\\\"\"}",
            "call_bb03 ping {}");
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
  }

  @Test
  void callsInterleavedWithEachOther_areAccumulated() {
    providers.openai.always(
        TwoProviders.recordedStream("openai", "24-stream-text-then-tools-interleaved.sse"));

    assertThat(calls(accumulated("openai/m"))).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void parallelCalls_areAccumulated_fromOllama() {
    providers.ollama.always(TwoProviders.recordedStream("ollama", OLLAMA_CALLS));

    ChatCompletion answer = accumulated("ollama/m");

    assertThat(calls(answer))
        .containsExactly(
            "call_o1 get_weather {\"city\":\"Oslo\"}", "call_o2 get_weather {\"city\":\"Tōkyō\"}");
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
  }

  /** Asks, answers every call with the city's name in capitals, and asks again. */
  private ChatCompletion loop(String model) {
    ChatCompletionCreateParams.Builder params = ask(model);
    ChatCompletionMessage first =
        client.chat().completions().create(params.build()).choices().getFirst().message();
    params.addMessage(first);
    for (ChatCompletionMessageToolCall call : first.toolCalls().orElseThrow()) {
      ChatCompletionMessageFunctionToolCall asked = call.asFunction();
      params.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(asked.id())
              .content(
                  "sun in "
                      + TwoProviders.json(asked.function().arguments()).path("city").asString())
              .build());
    }
    return client.chat().completions().create(params.build());
  }

  @Test
  void results_reachACompatibleProvider() {
    providers.openai.script(
        TwoProviders.recorded("openai", "11-response-tool-calls.json"), Reply.text("Sunny"));

    ChatCompletion answer = loop("openai/m");

    assertThat(answer.choices().getFirst().message().content()).hasValue("Sunny");
    JsonNode messages = providers.received("openai/m", 1).path("messages");
    assertThat(messages.path(1).path("tool_calls"))
        .isEqualTo(
            TwoProviders.json(
                """
                [{"id":"call_aa01","type":"function","function":
                  {"name":"get_weather","arguments":"{\\"city\\":\\"Oslo\\",\\"unit\\":\\"c\\"}"}},
                 {"id":"call_aa02","type":"function","function":
                  {"name":"get_time","arguments":"{\\"city\\":\\"Tōkyō\\"}"}}]
                """));
    assertThat(messages.path(2))
        .isEqualTo(
            TwoProviders.json(
                "{\"role\":\"tool\",\"tool_call_id\":\"call_aa01\",\"content\":\"sun in Oslo\"}"));
    assertThat(messages.path(3).path("content").asString()).isEqualTo("sun in Tōkyō");
  }

  @Test
  void results_reachOllama_inItsWords() {
    providers.ollama.script(
        TwoProviders.recorded("ollama", "21-chat-response-tools.json"), Reply.text("Sunny"));

    ChatCompletion answer = loop("ollama/m");

    assertThat(answer.choices().getFirst().message().content()).hasValue("Sunny");
    assertThat(providers.received("ollama/m", 1).path("messages"))
        .isEqualTo(
            TwoProviders.json(
                """
                [{"role":"user","content":"Weather in Oslo and Rome?"},
                 {"role":"assistant","content":"","tool_calls":[
                  {"id":"call_o1","function":
                    {"index":0,"name":"get_weather","arguments":{"city":"Oslo"}}},
                  {"id":"call_o2","function":
                    {"index":1,"name":"get_weather","arguments":{"city":"Rome"}}}]},
                 {"role":"tool","content":"sun in Oslo","tool_name":"get_weather",
                  "tool_call_id":"call_o1"},
                 {"role":"tool","content":"sun in Rome","tool_name":"get_weather",
                  "tool_call_id":"call_o2"}]
                """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void toolMadeFromAClass_reachesTheProvider(String model) {
    providers.always(Reply.text("no need"));

    client.chat().completions().create(ask(model).build());

    JsonNode tool = providers.received(model).path("tools").path(0);
    assertThat(tool.path("type").asString()).isEqualTo("function");
    assertThat(tool.path("function").path("name").asString()).isEqualTo("get_weather");
    assertThat(
            tool.path("function")
                .path("parameters")
                .path("properties")
                .path("city")
                .path("type")
                .asString())
        .isEqualTo("string");
  }
}
