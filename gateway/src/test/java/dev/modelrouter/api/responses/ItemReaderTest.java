package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a conversation becomes. */
class ItemReaderTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ModelId MODEL = new ModelId("ollama", "m");

  private static ResponsesRequest read(String json) {
    return ResponsesRequestReader.read(json.getBytes(UTF_8), MODEL, true);
  }

  private static ResponsesRequest fixture(String name) {
    return Fixture.in("responses-requests", name).stream()
        .map(file -> ResponsesRequestReader.read(file.bytes(), MODEL, true))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void history_withReasoningAndCalls_isReadAsTurns() {
    ResponsesRequest read = fixture("02-request-items.json");
    ChatRequest request = read.chat();

    assertThat(request.messages())
        .containsExactly(
            new Message(Role.SYSTEM, "Be brief."),
            new Message(Role.USER, "Weather in Oslo?"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning(
                        "Need the tool.", new ReasoningSignature("openai", "ZmFrZS1lbmNyeXB0ZWQ=")),
                    new ContentPart.ToolCall("call_r01", "get_weather", "{\"city\":\"Oslo\"}"))),
            new Message(
                Role.TOOL,
                List.of(
                    new ContentPart.ToolResult("call_r01", "get_weather", "{\"temp\":-3}", false))),
            new Message(Role.ASSISTANT, "It is −3 °C."),
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Text("And this picture?"),
                    new ContentPart.Image(
                        new Media.Remote("https://images.example/cat.jpg", null), "auto"))));
    assertThat(request.tools()).extracting(Tool::name).containsExactly("get_weather");
    assertThat(request.tools().getFirst().strict()).isTrue();
    assertThat(request.format())
        .isInstanceOfSatisfying(
            ResponseFormat.Schema.class,
            schema -> {
              assertThat(schema.name()).isEqualTo("answer");
              assertThat(schema.schema()).startsWith("{\n").contains("\"additionalProperties\"");
              assertThat(schema.strict()).isTrue();
            });
    assertThat(request.reasoningEffort()).isEqualTo(ReasoningEffort.of("low"));
    assertThat(request.sampling().maxTokens()).isEqualTo(500);
    assertThat(request.untranslatable()).containsExactly("text.verbosity");
    assertThat(read.input()).isNull();
  }

  @Test
  void conversationOfAllDialects_isRead() {
    ChatRequest request = fixture("04-request-conversation.json").chat();

    assertThat(request.messages())
        .extracting(Message::role)
        .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
    assertThat(request.messages().get(2).parts())
        .containsExactly(
            new ContentPart.Text("One moment."),
            new ContentPart.ToolCall(
                "call_t1", "get_weather", "{\"city\":\"Oslo\",\"unit\":\"c\"}"),
            new ContentPart.ToolCall("call_t2", "get_weather", "{\"city\":\"東京\"}"));
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
    assertThat(request.untranslatable()).isEmpty();
  }

  @Test
  void freeTextCall_andItsChoice_areTheFunctions() {
    ResponsesRequest read =
        read(
            """
            {"tools":[{"type":"custom","name":"sql","format":{"type":"text"}}],
            "tool_choice":{"type":"custom","name":"sql"},
            "input":[{"role":"user","content":"go"},
            {"type":"custom_tool_call","call_id":"c1","name":"sql","input":"select \\"a\\""},
            {"type":"custom_tool_call_output","call_id":"c1","output":"3 rows"}]}
            """);

    assertThat(read.chat().messages().subList(1, 3))
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(new ContentPart.ToolCall("c1", "sql", "{\"input\":\"select \\\"a\\\"\"}"))),
            new Message(
                Role.TOOL, List.of(new ContentPart.ToolResult("c1", "sql", "3 rows", false))));
    assertThat(read.chat().toolChoice()).isEqualTo(new ToolChoice.Named("sql"));
    assertThat(read.chat().untranslatable()).isEmpty();
  }

  @Test
  void resultsWithImages_areText_andTheImagesFollowThem() {
    List<Message> messages =
        read("""
        {"input":[
        {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
        {"type":"function_call","call_id":"b","name":"g","arguments":"{}"},
        {"type":"function_call_output","call_id":"a","output":[
        {"type":"input_text","text":"see "},{"type":"input_image","file_id":"file-1"},
        {"type":"input_text","text":"this"}]},
        {"type":"function_call_output","call_id":"b","output":"ok"},
        {"role":"user","content":"now?"}]}
        """)
            .chat()
            .messages();

    assertThat(messages.subList(1, 5))
        .containsExactly(
            new Message(
                Role.TOOL, List.of(new ContentPart.ToolResult("a", "f", "see this", false))),
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("b", "g", "ok", false))),
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Text("From the result of a:"),
                    new ContentPart.Image(new Media.Remote("file-1", null), null))),
            new Message(Role.USER, "now?"));
  }

  @Test
  void shellsAndPatches_areCallsOfFunctions() {
    List<Message> messages =
        read("""
        {"input":[
        {"type":"local_shell_call","id":"lsh_1","call_id":"c1","status":"completed",
         "action":{"type":"exec","command":["ls"],"env":{}}},
        {"type":"local_shell_call_output","id":"lsh_1","output":"a.txt"},
        {"type":"shell_call","call_id":"c2","action":{"commands":["pwd"]}},
        {"type":"shell_call_output","call_id":"c2","output":[{"stdout":"/"}]},
        {"type":"apply_patch_call","call_id":"c3","operation":{"type":"delete_file"}},
        {"type":"apply_patch_call_output","call_id":"c3","status":"failed"}]}
        """)
            .chat()
            .messages();

    assertThat(messages)
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.ToolCall(
                        "c1",
                        "local_shell",
                        "{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}"))),
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("c1", "local_shell", "a.txt", false))),
            new Message(
                Role.ASSISTANT,
                List.of(new ContentPart.ToolCall("c2", "shell", "{\"commands\":[\"pwd\"]}"))),
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("c2", "shell", "[{\"stdout\":\"/\"}]", false))),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.ToolCall("c3", "apply_patch", "{\"type\":\"delete_file\"}"))),
            new Message(
                Role.TOOL, List.of(new ContentPart.ToolResult("c3", "apply_patch", "", true))));
  }

  @Test
  void reasoning_keepTheirMakersSignature_andOnesWithoutAnythingAreNothing() {
    List<Message> messages =
        read("""
        {"input":[
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},
         {"type":"summary_text","text":"b"}],"encrypted_content":"gemini:c2VhbA=="},
        {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":null},
        {"type":"reasoning","summary":[],
         "content":[{"type":"reasoning_text","text":"c"}]},
        {"type":"message","role":"assistant","phase":"final_answer","content":[
         {"type":"refusal","refusal":"no"}]}]}
        """)
            .chat()
            .messages();

    assertThat(messages)
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning(
                        "a\n\nb", new ReasoningSignature("gemini", "c2VhbA==")),
                    new ContentPart.Reasoning("c", null),
                    new ContentPart.Text("no"))));
  }

  @Test
  void items_thatTellWhatOpenAiDid_areCallsWithResults() {
    ChatRequest request =
        read("""
        {"input":[{"role":"user","content":"hi"},
        {"type":"file_search_call","id":"fs_1","queries":["q"],"results":[{"text":"t"}]},
        {"type":"mcp_list_tools","server_label":"s","tools":[]},
        {"role":"assistant","content":"hm","phase":"commentary"}]}
        """)
            .chat();

    assertThat(request.messages())
        .containsExactly(
            new Message(Role.USER, "hi"),
            new Message(
                Role.ASSISTANT,
                List.of(new ContentPart.ToolCall("fs_1", "file_search", "{\"queries\":[\"q\"]}"))),
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("fs_1", null, "[{\"text\":\"t\"}]", false))),
            new Message(Role.ASSISTANT, "hm"));
    assertThat(request.untranslatable()).containsExactly("input[2]", "input.phase");
  }

  @ParameterizedTest
  @ValueSource(strings = {"something_new", "computer_call", "mcp_approval_response"})
  void item_thatOnlyOpenAiUnderstands_isRefused(String type) {
    assertThatThrownBy(
            () -> read("{\"input\":[{\"role\":\"user\"},{\"type\":\"%s\"}]}".formatted(type)))
        .isInstanceOf(UntranslatableRequestException.class);
  }

  @Test
  void toolsInAnItem_areReadAsIfInTools() {
    ResponsesRequest request =
        read(
            """
            {"input":[{"type":"additional_tools","role":"developer","tools":[
            {"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec"},
            {"type":"function","name":"wait","parameters":{"type":"object"}}]},
            {"type":"custom","name":"bare"}]},{"role":"user","content":"hi"}],
            "tool_choice":{"type":"custom","name":"exec","namespace":"functions"}}
            """);

    assertThat(request.chat().tools())
        .extracting(Tool::name)
        .containsExactly("functions__exec", "functions__wait", "bare");
    assertThat(request.chat().toolChoice()).isEqualTo(new ToolChoice.Named("functions__exec"));
    assertThat(request.freeTextTools()).containsExactlyInAnyOrder("functions__exec", "bare");
    assertThat(request.spacedTools())
        .containsEntry("functions__exec", new NamespacedToolName("functions", "exec"));
    assertThat(request.chat().untranslatable()).isEmpty();
  }

  @Test
  void conversationToRemember_hasEveryItemInFull_withAnId() {
    ResponsesRequest read =
        read(
            """
            {"instructions":"not part of it","input":[
            {"role":"user","content":"a\\n"},
            {"role":"assistant","content":"b"},
            {"type":"function_call","id":"fc_9","call_id":"c","name":"f",
             "arguments":"{\\"n\\": 9007199254740993}"},
            {"type":"function_call_output","call_id":"c","output":"d","x":1.10}]}
            """);

    assertThat(new String(read.input(), UTF_8))
        .isEqualTo(
            "{\"input\":[{\"id\":\"item_0\",\"type\":\"message\",\"role\":\"user\","
                + "\"content\":[{\"type\":\"input_text\",\"text\":\"a\\n\"}]},"
                + "{\"id\":\"item_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":"
                + "[{\"type\":\"output_text\",\"text\":\"b\",\"annotations\":[],\"logprobs\":[]}]},"
                + "{\"id\":\"fc_9\",\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\","
                + "\"arguments\":\"{\\\"n\\\": 9007199254740993}\"},"
                + "{\"id\":\"item_3\",\"type\":\"function_call_output\",\"call_id\":\"c\","
                + "\"output\":\"d\",\"x\":1.10}]}");
  }

  @Test
  void conversation_continuesFromARememberedAnswer_withoutItsInstructions() {
    StoredResponse stored =
        new StoredResponse(
            """
            {"id":"resp_1","instructions":"old","output":[
            {"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gemini:AA=="},
            {"id":"ws_1","type":"mcp_list_tools"},
            {"id":"fc_1","type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}
            """
                .getBytes(UTF_8),
            read("{\"input\":\"hello\"}").input());

    ResponsesRequest read =
        ResponsesRequestReader.read(
            """
            {"previous_response_id":"resp_1","instructions":"new","input":[
            {"type":"item_reference","id":"fc_1"},
            {"type":"function_call_output","call_id":"c","output":"d"}]}
            """
                .getBytes(UTF_8),
            MODEL,
            false,
            id -> id.equals("resp_1") ? stored : null);

    assertThat(read.chat().messages())
        .containsExactly(
            new Message(Role.SYSTEM, "new"),
            new Message(Role.USER, "hello"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning("", new ReasoningSignature("gemini", "AA==")),
                    new ContentPart.ToolCall("c", "f", "{}"))),
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("c", "f", "d", false))));
    assertThat(read.chat().untranslatable()).containsExactly("previous_response_id");
    JsonNode remembered = JSON.readTree(read.input()).get("input");
    assertThat(remembered.valueStream().map(item -> item.get("id").asString()))
        .containsExactly("item_0", "rs_1", "ws_1", "fc_1", "item_4");
  }
}
