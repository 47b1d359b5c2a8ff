package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaRequestReaderTest {
  private static final String PNG = "iVBORw0KGgoAAAANSUhEUg==";
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private static ChatRequest read(OllamaEndpoint form, byte[] json) {
    return OllamaRequestReader.read(form, json, ModelId.ANY, true);
  }

  private static ChatRequest chat(String fields) {
    return read(OllamaEndpoint.CHAT, ("{" + fields + "}").getBytes(UTF_8));
  }

  private static ChatRequest generate(String fields) {
    return read(OllamaEndpoint.GENERATE, ("{" + fields + "}").getBytes(UTF_8));
  }

  private static List<Message> messages(String messages) {
    return chat("\"messages\":[" + messages + "]").messages();
  }

  private static Message user(ContentPart... parts) {
    return new Message(Role.USER, List.of(parts));
  }

  private static ContentPart picture(String type, String base64) {
    return new ContentPart.Image(new Media.Inline(type, base64), null);
  }

  private static Message result(String id, String tool, String text) {
    return new Message(Role.TOOL, List.of(new ContentPart.ToolResult(id, tool, text, false)));
  }

  @Test
  void recordedChat_isRead() {
    ChatRequest request =
        read(
            OllamaEndpoint.CHAT,
            Fixture.in("ollama-requests", "01-chat-request.json").getFirst().bytes());

    assertThat(request.messages())
        .hasSize(2)
        .first()
        .isEqualTo(new Message(Role.SYSTEM, "Be brief."));
    assertThat(request.messages().getLast().parts())
        .hasSize(2)
        .first()
        .isEqualTo(new ContentPart.Text("What is on it?"));
    assertThat(request.sampling())
        .isEqualTo(new Sampling(100, 0.2, null, null, List.of("END"), 1L, null, null));
    assertThat(request.untranslatable()).containsExactly("options.num_ctx");
  }

  @Test
  void recordedToolLoop_isRead_idOrNot() {
    ChatRequest request =
        read(
            OllamaEndpoint.CHAT,
            Fixture.in("ollama-requests", "02-chat-request-tool-loop.json").getFirst().bytes());

    assertThat(request.messages().subList(1, 4))
        .usingRecursiveFieldByFieldElementComparator()
        .satisfiesExactly(
            calls ->
                assertThat(calls.parts())
                    .extracting(part -> ((ContentPart.ToolCall) part).id())
                    .containsExactly("call_o1", "call_1_1"),
            first -> assertThat(first).isEqualTo(result("call_o1", "get_weather", "-3 °C")),
            second -> assertThat(second).isEqualTo(result("call_1_1", "get_weather", "18 °C")));
    assertThat(request.tools()).extracting(Tool::name).containsExactly("get_weather");
    assertThat(request.reasoningEffort()).isEqualTo(ReasoningEffort.of("none"));
  }

  @Test
  void recordedSchemaAndPrompt_areRead() {
    ChatRequest schema =
        read(
            OllamaEndpoint.CHAT,
            Fixture.in("ollama-requests", "03-chat-request-schema.json").getFirst().bytes());
    ChatRequest prompt =
        read(
            OllamaEndpoint.GENERATE,
            Fixture.in("ollama-requests", "04-generate-request.json").getFirst().bytes());

    assertThat(schema.format()).isInstanceOf(ResponseFormat.Schema.class);
    assertThat(schema.reasoningEffort()).isEqualTo(ReasoningEffort.of("low"));
    assertThat(prompt.messages())
        .containsExactly(new Message(Role.SYSTEM, "Be brief."), user(new ContentPart.Text("Why?")));
    assertThat(prompt.untranslatable()).isEmpty();
  }

  @Test
  void images_getTheTypeOfTheirFirstBytes() {
    String jpeg = "/9j/4AAQSkZJRgABAQ==";
    String gif = "R0lGODlhAQABAIAAAAUEBA==";
    String webp = "UklGRiQAAABXRUJQVlA4IA==";

    assertThat(
            messages(
                "{\"role\":\"user\",\"content\":\"\",\"images\":[\"%s\",\"%s\",\"%s\",\"%s\"]}"
                    .formatted(PNG, jpeg, gif, webp)))
        .containsExactly(
            user(
                picture("image/png", PNG),
                picture("image/jpeg", jpeg),
                picture("image/gif", gif),
                picture("image/webp", webp)));
  }

  @Test
  void image_mayBeADataUrl_withItsOwnType() {
    assertThat(
            messages(
                "{\"role\":\"user\",\"content\":\"a\","
                    + "\"images\":[\"data:image/bmp;base64,Qk0=\"]}"))
        .containsExactly(user(new ContentPart.Text("a"), picture("image/bmp", "Qk0=")));
  }

  @Test
  void reasoningTextAndCalls_areRead_everyDigitKept() {
    assertThat(
            messages(
                "{\"role\":\"assistant\",\"thinking\":\"hm\",\"content\":\"I look.\","
                    + "\"tool_calls\":[{\"function\":{\"name\":\"f\","
                    + "\"arguments\":{\"n\": 9007199254740993, \"x\":1e400}}},"
                    + "{\"id\":\"own\",\"function\":{\"name\":\"g\"}},"
                    + "{\"function\":{\"name\":\"h\",\"arguments\":\"{\\\"a\\\":1}\"}}]}"))
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning("hm", null),
                    new ContentPart.Text("I look."),
                    new ContentPart.ToolCall(
                        "call_0_0", "f", "{\"n\":9007199254740993,\"x\":1e400}"),
                    new ContentPart.ToolCall("own", "g", "{}"),
                    new ContentPart.ToolCall("call_0_2", "h", "{\"a\":1}"))));
  }

  @Test
  void resultsWithoutAnId_belongToTheirToolsCalls_inTheirOrder() {
    String calls =
        "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
            + "{\"function\":{\"name\":\"f\"}},{\"function\":{\"name\":\"g\"}},"
            + "{\"function\":{\"name\":\"f\"}},{\"id\":\"x\",\"function\":{\"name\":\"f\"}}]},";

    List<Message> read =
        messages(
            calls
                + "{\"role\":\"tool\",\"tool_name\":\"g\",\"content\":\"1\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"2\"},"
                + "{\"role\":\"tool\",\"tool_name\":\"f\",\"content\":\"3\"},"
                + "{\"role\":\"tool\",\"content\":\"4\"},"
                + "{\"role\":\"tool\",\"tool_name\":\"f\",\"content\":\"5\"}");

    assertThat(read.subList(1, read.size()))
        .containsExactly(
            result("call_0_1", "g", "1"),
            result("x", "f", "2"),
            result("call_0_0", "f", "3"),
            result("call_0_2", "f", "4"),
            result("call_5", "f", "5"));
  }

  @Test
  void callsFromBeforeTheUserSpoke_waitForNoResult() {
    List<Message> read =
        messages(
            "{\"role\":\"assistant\",\"content\":\"\","
                + "\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]},"
                + "{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"tool\",\"tool_name\":\"f\",\"content\":\"1\"}");

    assertThat(read.getLast()).isEqualTo(result("call_2", "f", "1"));
  }

  @Test
  void options_haveTheirOwnWords() {
    ChatRequest request =
        chat(
            HI
                + ",\"options\":{\"num_predict\":5,\"temperature\":0.5,\"top_p\":1,\"top_k\":40,"
                + "\"stop\":\"END\",\"seed\":7,\"frequency_penalty\":-2,\"presence_penalty\":0.1}");

    assertThat(request.sampling())
        .isEqualTo(new Sampling(5, 0.5, 1.0, 40, List.of("END"), 7L, -2.0, 0.1));
    assertThat(request.untranslatable()).isEmpty();
  }

  @Test
  void optionsThatSayNothing_areNotNamed() {
    ChatRequest request =
        chat(
            HI
                + ",\"options\":{\"num_predict\":-1,\"seed\":-1,\"top_k\":0,\"repeat_penalty\":1.0,"
                + "\"repeat_last_n\":64,\"mirostat\":0,\"mirostat_tau\":5,\"num_gpu\":1,"
                + "\"num_ctx\":null,\"min_p\":0},\"keep_alive\":\"5m\",\"truncate\":true,"
                + "\"logprobs\":false,\"tools\":null,\"format\":\"\"");

    assertThat(request.sampling()).isEqualTo(Sampling.DEFAULT);
    assertThat(request.untranslatable()).isEmpty();
  }

  @Test
  void whatHasNoWord_isNamed() {
    assertThat(
            chat(HI
                    + ",\"options\":{\"num_ctx\":8192,\"min_p\":0.1,\"odd\":true},"
                    + "\"truncate\":false,\"logprobs\":true,\"prompt\":\"a\",\"future\":1")
                .untranslatable())
        .containsExactlyInAnyOrder(
            "options.num_ctx",
            "options.min_p",
            "options.odd",
            "truncate",
            "logprobs",
            "prompt",
            "future");
    assertThat(
            generate("\"prompt\":\"a\",\"raw\":true,\"template\":\"x\",\"context\":[]")
                .untranslatable())
        .containsExactly("raw", "template");
  }

  @Test
  void format_isJson_orASchemaWithEveryDigit() {
    assertThat(chat(HI + ",\"format\":\"json\"").format()).isEqualTo(new ResponseFormat.Json());
    assertThat(chat(HI + ",\"format\":{\"maximum\": 1e400}").format())
        .isEqualTo(new ResponseFormat.Schema("answer", "{\"maximum\": 1e400}", null));
  }

  @Test
  void think_isEffort() {
    assertThat(chat(HI + ",\"think\":true").reasoningEffort())
        .isEqualTo(new ReasoningEffort(null, null));
    assertThat(chat(HI + ",\"think\":false").reasoningEffort())
        .isEqualTo(ReasoningEffort.of("none"));
    assertThat(chat(HI + ",\"think\":\"max\"").reasoningEffort())
        .isEqualTo(ReasoningEffort.of("max"));
    assertThat(chat(HI).reasoningEffort()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"messages\":7|messages",
        "\"messages\":[7]|messages[0]",
        "\"messages\":[{\"content\":\"a\"}]|messages[0].role",
        "\"messages\":[{\"role\":\"bot\"}]|messages[0].role",
        "\"messages\":[{\"role\":\"user\",\"content\":[]}]|messages[0].content",
        "\"messages\":[{\"role\":\"user\",\"images\":[\"!\"]}]|messages[0].images[0]",
        "\"messages\":[{\"role\":\"user\",\"images\":[\"AAAA\"]}]|messages[0].images[0]",
        "\"messages\":[{\"role\":\"tool\",\"images\":[\"AAAA\"]}]|messages[0].images[0]",
        "\"messages\":[{\"role\":\"system\",\"images\":[\"AAAA\"]}]|messages[0].images",
        "\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{}]}]|messages[0].tool_calls[0].function",
        "\"messages\":[{}],\"messages\":[]|messages",
      })
  void wrongMessage_isNamed(String fields, String field) {
    assertThatThrownBy(() -> chat(fields))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(e.parameter()).isEqualTo(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"options\":[]|options",
        "\"options\":{\"temperature\":\"hot\"}|options.temperature",
        "\"options\":{\"temperature\":3}|options.temperature",
        "\"options\":{\"num_predict\":1.5}|options.num_predict",
        "\"options\":{\"stop\":7}|options.stop",
        "\"format\":\"xml\"|format",
        "\"think\":\"hard\"|think",
        "\"tools\":[{\"type\":\"web\",\"function\":{\"name\":\"f\"}}]|tools[0].type",
        "\"tools\":[{\"function\":{}}]|tools[0].function.name"
      })
  void wrongParameter_isNamed(String field, String name) {
    assertThatThrownBy(() -> chat(HI + "," + field))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(e.parameter()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"suffix\":\"}\"", "\"context\":[1,2]"})
  void whatOnlyOllamaUnderstands_isRefused(String field) {
    assertThatThrownBy(() -> generate("\"prompt\":\"a\"," + field))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(field).contains(e.parameter()));
  }
}
