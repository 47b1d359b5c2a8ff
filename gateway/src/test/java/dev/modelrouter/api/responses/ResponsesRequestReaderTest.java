package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.Fixture;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ResponsesRequestReaderTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ModelId MODEL = new ModelId("ollama", "m");

  private static ResponsesRequest read(String json) {
    return ResponsesRequestReader.read(json.getBytes(UTF_8), MODEL, true);
  }

  private static ChatRequest with(String fields) {
    return read("{\"input\":\"hi\"," + fields + "}").chat();
  }

  private static ResponsesRequest fixture(String name) {
    return Fixture.in("responses-requests", name).stream()
        .map(file -> ResponsesRequestReader.read(file.bytes(), MODEL, true))
        .findFirst()
        .orElseThrow();
  }

  private static UntranslatableRequestException refusal(String json) {
    return catchThrowableOfType(UntranslatableRequestException.class, () -> read(json));
  }

  @Test
  void text_isOneMessageOfTheUser_andTheRestIsLeftToTheProvider() {
    assertThat(fixture("01-request-string.json").chat())
        .isEqualTo(
            new ChatRequest(
                MODEL,
                List.of(new Message(Role.USER, "Say hi.")),
                Sampling.DEFAULT,
                List.of(),
                ToolChoice.AUTO,
                null,
                ResponseFormat.TEXT,
                null,
                null,
                true,
                List.of()));
  }

  @Test
  void codexRequest_isRead_itsFreeTextToolAsAFunction() {
    ResponsesRequest read = fixture("03-request-codex-like.json");

    assertThat(read.chat().messages())
        .extracting(Message::role)
        .containsExactly(Role.SYSTEM, Role.DEVELOPER, Role.USER);
    assertThat(read.freeTextTools()).isEqualTo(Set.of("apply_patch"));
    assertThat(read.chat().tools()).extracting(Tool::name).containsExactly("shell", "apply_patch");
    assertThat(read.chat().tools().getLast().parameters())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\",\"description\":"
                + "\"Text that fits this grammar (lark):\\nstart: /.+/\"}},"
                + "\"required\":[\"input\"],\"additionalProperties\":false}");
    assertThat(read.chat().parallelTools()).isFalse();
    assertThat(read.chat().untranslatable()).containsExactly("tools[1].format");
  }

  @Test
  void parameters_areRead_orNamed_orTheCallersOwn() {
    ChatRequest request =
        with(
            """
            "top_p":0.5,"temperature":1.5,"user":"u","metadata":{"a":"b"},
            "client_metadata":{"c":"d"},"service_tier":"flex",
            "prompt_cache_key":"k","max_tool_calls":3,"stream_options":{},"safety_identifier":"s",
            "truncation":"disabled","top_logprobs":0,"background":false,"conversation":null,
            "text":{"format":{"type":"json_object"},"verbosity":"medium"},
            "reasoning":{"effort":"high","summary":"auto","context":"auto","mode":"pro"},
            "include":["reasoning.encrypted_content","message.output_text.logprobs"],
            "context_management":[{"type":"compaction"}],"brand_new":1
            """);

    assertThat(request.sampling().topP()).isEqualTo(0.5);
    assertThat(request.sampling().temperature()).isEqualTo(1.5);
    assertThat(request.user()).isEqualTo("u");
    assertThat(request.format()).isEqualTo(new ResponseFormat.Json());
    assertThat(request.untranslatable())
        .containsExactly("reasoning.mode", "include[1]", "context_management", "brand_new");
  }

  @Test
  void tools_thatOnlyOpenAiHas_areNamed() {
    ChatRequest request =
        with(
            """
            "tools":[{"type":"web_search"},{"type":"function","name":"f"},
            {"type":"image_generation"}],"tool_choice":"required"
            """);

    assertThat(request.tools()).containsExactly(new Tool("f", null, null, null));
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
    assertThat(request.untranslatable()).containsExactly("tools[0]", "tools[2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{\"type\":\"web_search\"},{\"type\":\"custom\",\"name\":\"f\"}] |"
            + " {\"type\":\"web_search\"}",
        "[{\"type\":\"web_search\"}] | \"required\"",
        "[{\"type\":\"web_search\"},{\"type\":\"custom\",\"name\":\"f\"}] |"
            + " {\"type\":\"allowed_tools\","
            + "\"mode\":\"required\",\"tools\":[{\"type\":\"web_search\"}]}"
      })
  void toolsThatOnlyOpenAiHas_cannotBeDemanded(String tools, String choice) {
    UntranslatableRequestException refusal =
        refusal("{\"input\":\"a\",\"tools\":" + tools + ",\"tool_choice\":" + choice + "}");

    assertThat(refusal.parameter()).isEqualTo("tool_choice");
  }

  @Test
  void allowedTools_areTheOnlyOnes() {
    ChatRequest request =
        with(
            """
            "tools":[{"type":"function","name":"f"},{"type":"custom","name":"g"},
            {"type":"function","name":"h"}],
            "tool_choice":{"type":"allowed_tools","mode":"required","tools":[
            {"type":"custom","name":"g"},{"type":"function","name":"h"},
            {"type":"mcp","server_label":"x"}]}
            """);

    assertThat(request.tools()).extracting(Tool::name).containsExactly("g", "h");
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Required());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | input",
        "{\"input\":[]} | input",
        "{\"input\":3} | input",
        "{\"input\":[],\"instructions\":\"x\"} | input",
        "{\"input\":[{\"type\":\"mcp_list_tools\"}]} | input",
        "{\"input\":[{}]} | input[0].type",
        "{\"input\":[{\"role\":\"robot\",\"content\":\"\"}]} | input[0].role",
        "{\"input\":[{\"role\":\"user\"}]} | input[0].content",
        "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}"
            + " | input[0].content[0].type",
        "{\"input\":[{\"role\":\"system\",\"content\":[{\"type\":\"input_image\","
            + "\"file_id\":\"f\"}]}]} | input[0].content[0].type",
        "{\"input\":[{\"type\":\"function_call\",\"name\":\"f\"}]} | input[0].call_id",
        "{\"input\":[{\"type\":\"function_call_output\",\"output\":\"\"}]} | input[0].call_id",
        "{\"input\":[{\"type\":\"compaction\",\"encrypted_content\":\"x\"}]} | input[0]",
        "{\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]} | input[0].id",
        "{\"input\":[{\"id\":\"msg_1\"}]} | input[0].id",
        "{\"input\":\"x\",\"previous_response_id\":\"resp_1\"} | previous_response_id",
        "{\"input\":\"x\",\"conversation\":\"conv_1\"} | conversation",
        "{\"input\":\"x\",\"background\":true} | background",
        "{\"input\":\"x\",\"prompt\":{\"id\":\"p\"}} | prompt",
        "{\"input\":\"x\",\"max_output_tokens\":0} | max_output_tokens",
        "{\"input\":\"x\",\"temperature\":3} | temperature",
        "{\"input\":\"x\",\"tools\":[{}]} | tools[0].type",
        "{\"input\":\"x\",\"tool_choice\":\"any\"} | tool_choice",
        "{\"input\":\"x\",\"text\":{\"format\":{\"type\":\"xml\"}}} | text.format.type",
        "{\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}}"
            + " | text.format.schema",
        "{\"input\":\"x\",\"store\":\"yes\"} | store",
        "{\"input\":\"x\",\"store\":true,\"store\":false} | store"
      })
  void wrongField_isNamed(String json, String field) {
    UntranslatableRequestException refusal = refusal(json);

    assertThat(refusal).isNotNull();
    assertThat(refusal.parameter()).isEqualTo(field);
    assertThat(refusal.sentence()).isNotBlank();
  }

  @Test
  void echo_repeatsWhatWasSaid_andElseWhatHolds() {
    ResponsesRequest read =
        read(
            "{\"input\":\"x\",\"temperature\":0.10,\"tools\":[{\"type\":\"web_search\",\"n\":1e2}],"
                + "\"metadata\":{\"k\": \"v\"},\"instructions\":\"be\\u0020 \\\"so\\\"\"}");

    assertThat(read.echo().members())
        .contains(
            "\"temperature\":0.10,",
            "\"tools\":[{\"type\":\"web_search\",\"n\":1e2}],",
            "\"metadata\":{\"k\": \"v\"},",
            "\"instructions\":\"be  \\\"so\\\"\",",
            "\"parallel_tool_calls\":true,",
            "\"top_p\":null,",
            "\"text\":{\"format\":{\"type\":\"text\"}},",
            "\"user\":null");
    assertThat(JSON.readTree("{" + read.echo().members() + "}").size()).isEqualTo(18);
  }
}
