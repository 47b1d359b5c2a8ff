package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.inputitems.InputItemListParams;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's SDK on responses that are made of an Ollama's chat and kept by the gateway. */
class OpenAiSdkStoredResponsesTest {
  private static final String MODEL = "ollama/m";

  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  /** What the model is to answer in. */
  static final class Town {
    @JsonPropertyDescription("Where it lies")
    public String country = "";

    public int people;
  }

  private static ResponseCreateParams.Builder ask() {
    return ResponseCreateParams.builder().model(MODEL);
  }

  private static FunctionTool weather() {
    return FunctionTool.builder()
        .name("weather")
        .strict(false)
        .parameters(
            FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .build())
        .build();
  }

  private Response create(ResponseCreateParams params, boolean stream) {
    if (!stream) {
      return client.responses().create(params);
    }
    ResponseAccumulator all = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params)) {
      events.stream().forEach(all::accumulate);
    }
    return all.response();
  }

  private static List<ResponseFunctionToolCall> calls(Response response) {
    return response.output().stream()
        .filter(ResponseOutputItem::isFunctionCall)
        .map(ResponseOutputItem::asFunctionCall)
        .toList();
  }

  private static String text(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(part -> part.outputText().stream())
        .map(part -> part.text())
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void toolsInParallel_areRunWithNothingButTheirResultsSentBack(boolean stream) {
    providers.ollama.always(
        Reply.text("I look.")
            .calling(
                new ToolCall("weather", "{\"city\":\"Oslo\"}"),
                new ToolCall("weather", "{\"city\":\"東京\"}")));
    Response first = create(ask().input("Where is it warm?").addTool(weather()).build(), stream);
    first.validate();

    List<ResponseInputItem> results =
        calls(first).stream()
            .map(
                call ->
                    ResponseInputItem.ofFunctionCallOutput(
                        ResponseInputItem.FunctionCallOutput.builder()
                            .callId(call.callId())
                            .output("warm in " + call.arguments())
                            .build()))
            .toList();
    providers.ollama.always(Reply.text("In both."));
    Response last =
        create(
            ask()
                .previousResponseId(first.id())
                .inputOfResponse(results)
                .addTool(weather())
                .build(),
            stream);

    assertThat(calls(first))
        .extracting(ResponseFunctionToolCall::arguments)
        .containsExactly("{\"city\":\"Oslo\"}", "{\"city\":\"東京\"}");
    assertThat(text(last)).isEqualTo("In both.");
    assertThat(last.previousResponseId()).hasValue(first.id());
    JsonNode messages = providers.received(MODEL).path("messages");
    assertThat(messages.valueStream().map(message -> message.path("role").asString()))
        .containsExactly("user", "assistant", "tool", "tool");
    assertThat(messages.at("/1/tool_calls/1/function/arguments/city").asString()).isEqualTo("東京");
    assertThat(messages.at("/2/content").asString()).isEqualTo("warm in {\"city\":\"Oslo\"}");
  }

  @Test
  void response_isRetrieved_listed_andDeleted() {
    providers.ollama.always(Reply.text("Oslo").usage(4, 1));
    Response made = client.responses().create(ask().instructions("Be short.").input("Hi").build());

    Response found = client.responses().retrieve(made.id());
    List<String> items =
        client
            .responses()
            .inputItems()
            .list(InputItemListParams.builder().responseId(made.id()).limit(1).build())
            .autoPager()
            .stream()
            .map(item -> item.asResponseInputMessageItem().content().getFirst())
            .map(part -> part.asInputText().text())
            .toList();
    client.responses().delete(made.id());

    assertThat(found).isEqualTo(made);
    assertThat(found.usage().orElseThrow().totalTokens()).isEqualTo(5);
    assertThat(items).containsExactly("Hi");
    assertThatThrownBy(() -> client.responses().retrieve(made.id()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client.responses().delete(made.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void answer_isReadIntoAClass() {
    providers.ollama.always(Reply.text("{\"country\":\"Norway\",", "\"people\":709037}"));

    Town town =
        client.responses().create(ask().input("Oslo?").text(Town.class).build()).output().stream()
            .flatMap(item -> item.message().stream())
            .flatMap(message -> message.content().stream())
            .flatMap(part -> part.outputText().stream())
            .findFirst()
            .orElseThrow();

    assertThat(town.country).isEqualTo("Norway");
    assertThat(town.people).isEqualTo(709037);
    assertThat(providers.received(MODEL).at("/format/properties/country/type").asString())
        .isEqualTo("string");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reasoning_isAnItem_andGoesBackWithTheConversation(boolean stream) {
    providers.ollama.always(
        Reply.raw(
            200,
            "application/x-ndjson",
            (stream
                    ? "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\","
                        + "\"thinking\":\"Hm.\"},\"done\":false}\n"
                    : "")
                + "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\""
                + (stream ? "" : ",\"thinking\":\"Hm.\"")
                + "},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":4,"
                + "\"eval_count\":2}\n"));
    Response first = create(ask().input("Is it?").store(false).build(), stream);
    ResponseReasoningItem thought = first.output().getFirst().asReasoning();
    assertThat(thought.summary().getFirst().text()).isEqualTo("Hm.");

    create(
        ask()
            .inputOfResponse(
                List.of(
                    ResponseInputItem.ofReasoning(thought),
                    ResponseInputItem.ofResponseOutputMessage(first.output().getLast().asMessage()),
                    ResponseInputItem.ofMessage(
                        ResponseInputItem.Message.builder()
                            .role(ResponseInputItem.Message.Role.USER)
                            .addInputTextContent("Sure?")
                            .build())))
            .store(false)
            .build(),
        stream);

    JsonNode messages = providers.received(MODEL).path("messages");
    assertThat(messages.valueStream().map(message -> message.path("content").asString()))
        .containsExactly("Yes.", "Sure?");
    assertThat(messages.at("/0/thinking").asString()).isEqualTo("Hm.");
  }
}
