package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatReaderTest {
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  private static final ModelId MODEL = new ModelId("ollama", "m");

  private static ChatRequest read(String json) {
    return OpenAiChatReader.read(json.getBytes(UTF_8), MODEL, true);
  }

  private static ChatRequest with(String fields) {
    return read("{" + HELLO + "," + fields + "}");
  }

  private static List<Message> messages(String json) {
    return read("{\"messages\":[" + json + "]}").messages();
  }

  private static ChatRequest fixture(String name) {
    return Fixture.in("openai-requests", name).stream()
        .map(file -> OpenAiChatReader.read(file.bytes(), MODEL, false))
        .findFirst()
        .orElseThrow();
  }

  private static UntranslatableRequestException refusal(String json) {
    return catchThrowableOfType(UntranslatableRequestException.class, () -> read(json));
  }

  @Test
  void conversation_ofTextAlone_leavesEverythingElseToTheProvider() {
    ChatRequest request = read("{" + HELLO + "}");

    assertThat(request)
        .isEqualTo(
            new ChatRequest(
                MODEL,
                List.of(new Message(Role.USER, "hi")),
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
  void toolLoop_isRead_andEachAnswerNamesItsTool() {
    ChatRequest request = fixture("02-request-tool-loop.json");

    assertThat(request.messages().subList(2, 5))
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.ToolCall(
                        "call_aa01", "get_weather", "{\"city\":\"Oslo\",\"unit\":\"c\"}"),
                    new ContentPart.ToolCall("call_aa02", "get_time", "{\"city\":\"Tōkyō\"}"))),
            new Message(
                Role.TOOL,
                List.of(
                    new ContentPart.ToolResult(
                        "call_aa01", "get_weather", "{\"temp\":-3,\"sky\":\"snow ❄\"}", false))),
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("call_aa02", "get_time", "21:07", false))));
    assertThat(request.tools()).extracting(Tool::name).containsExactly("get_weather", "get_time");
    assertThat(request.tools().getFirst().strict()).isFalse();
    assertThat(request.parallelTools()).isTrue();
    assertThat(request.untranslatable()).isEmpty();
  }

  @Test
  void media_ofAllKinds_areRead() {
    ChatRequest request = fixture("03-request-multimodal.json");

    assertThat(request.messages().getFirst())
        .isEqualTo(new Message(Role.DEVELOPER, "Describe what you get."));
    List<ContentPart> parts = request.messages().get(1).parts();
    assertThat(parts).hasSize(5);
    assertThat(parts.get(1))
        .isInstanceOfSatisfying(
            ContentPart.Image.class,
            image -> {
              assertThat(image.detail()).isEqualTo("low");
              assertThat(image.media())
                  .isInstanceOfSatisfying(
                      Media.Inline.class,
                      inline -> {
                        assertThat(inline.type()).isEqualTo("image/png");
                        assertThat(inline.base64()).startsWith("iVBORw0KGgo").endsWith("ggg==");
                      });
            });
    assertThat(parts.get(2))
        .isEqualTo(
            new ContentPart.Image(new Media.Remote("https://images.example/cat.jpg", null), null));
    assertThat(parts.get(3))
        .isEqualTo(
            new ContentPart.Audio(
                new Media.Inline(
                    "audio/wav", "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=")));
    assertThat(parts.get(4))
        .isEqualTo(
            new ContentPart.Document(
                new Media.Inline("application/pdf", "JVBERi0xLjQKJSVFT0YK"), "a.pdf"));
    assertThat(request.sampling().maxTokens()).isEqualTo(300);
    assertThat(request.untranslatable()).containsExactly("messages.name");
  }

  @Test
  void everyParameter_isReadOrNamed() {
    ChatRequest request = fixture("04-request-all-fields.json");

    assertThat(request.sampling())
        .isEqualTo(new Sampling(1000, 0.7, 0.9, null, List.of("END", "\n\n"), 42L, 0.1, -0.1));
    assertThat(request.format())
        .isInstanceOfSatisfying(
            ResponseFormat.Schema.class,
            schema -> {
              assertThat(schema.name()).isEqualTo("point");
              assertThat(schema.strict()).isTrue();
              assertThat(schema.schema()).startsWith("{").contains("\"required\"").endsWith("}");
            });
    assertThat(request.reasoningEffort()).isEqualTo(ReasoningEffort.of("low"));
    assertThat(request.user()).isEqualTo("u-1");
    assertThat(request.parallelTools()).isFalse();
    assertThat(request.tools()).extracting(Tool::name).contains("get_weather");
    assertThat(request.untranslatable())
        .containsExactly(
            "tools[1].custom.format",
            "response_format.json_schema.description",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "verbosity",
            "prediction",
            "web_search_options",
            "x_unknown_field");
  }

  @Test
  void functionsOfOld_becomeTools() {
    ChatRequest request = fixture("05-request-legacy-functions.json");

    assertThat(request.messages().subList(1, 3))
        .containsExactly(
            new Message(
                Role.ASSISTANT, List.of(new ContentPart.ToolCall("call_1", "get_weather", "{}"))),
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("call_1", "get_weather", "sunny", false))));
    assertThat(request.tools()).extracting(Tool::name).containsExactly("get_weather");
    assertThat(request.sampling().maxTokens()).isEqualTo(50);
  }

  @Test
  void parameters_thatAreNullOrSayTheDefault_areNotMissed() {
    ChatRequest request =
        with(
            """
            "n":1.0,"logprobs":false,"top_logprobs":0,"logit_bias":{},"modalities":["text"],
            "audio":null,"prediction":null,"verbosity":"medium","temperature":null,"tools":null,
            "stop":null,"response_format":null,"tool_choice":null,"stream":true,"store":true,
            "stream_options":{"include_usage":true},"metadata":{"a":"b"},"service_tier":"flex",
            "prompt_cache_key":"k","unheard_of":null\
            """);

    assertThat(request.untranslatable()).isEmpty();
    assertThat(request.sampling()).isEqualTo(Sampling.DEFAULT);
  }

  @Test
  void parameters_withoutAWord_areNamedInTheirOrder() {
    assertThat(
            with("\"n\":2,\"x\":false,\"modalities\":[\"text\",\"image\"],\"audio\":{},\"n2\":0")
                .untranslatable())
        .containsExactly("n", "x", "modalities", "audio", "n2");
  }

  @Test
  void schemas_keepEveryDigit_andTheirSpelling() {
    String schema =
        "{\"a\" : 9007199254740993,\n \"b\":1e400,\"\\u0063\":\"\\ud83d ü 🎉\", \"a\":0.10}";

    assertThat(
            with("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                    + schema
                    + "}}]")
                .tools())
        .containsExactly(new Tool("f", null, schema, null));
    assertThat(
            with("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"é\",\"schema\":"
                    + " "
                    + schema
                    + " }}")
                .format())
        .isEqualTo(new ResponseFormat.Schema("é", schema, null));
  }

  @Test
  void arguments_areKeptAsTheModelWroteThem_evenBroken() {
    assertThat(
            messages(
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\","
                    + "\"arguments\":\"{\\\"n\\\":9007199254740993,\"}}]}"))
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(new ContentPart.ToolCall("a", "f", "{\"n\":9007199254740993,"))));
  }

  @Test
  void toolChoice_inAllForms_isRead() {
    assertThat(with("\"tool_choice\":\"required\"").toolChoice())
        .isEqualTo(new ToolChoice.Required());
    assertThat(with("\"tool_choice\":\"none\"").toolChoice()).isEqualTo(new ToolChoice.None());
    assertThat(
            with("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}")
                .toolChoice())
        .isEqualTo(new ToolChoice.Named("f"));
    assertThat(with("\"function_call\":{\"name\":\"g\"}").toolChoice())
        .isEqualTo(new ToolChoice.Named("g"));
    ChatRequest subset =
        with(
            """
            "tools":[{"type":"function","function":{"name":"f"}},
                     {"type":"function","function":{"name":"g"}}],
            "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required",
              "tools":[{"type":"function","function":{"name":"g"}}]}}\
            """);
    assertThat(subset.tools()).extracting(Tool::name).containsExactly("g");
    assertThat(subset.toolChoice()).isEqualTo(new ToolChoice.Required());
  }

  @Test
  void assistant_withReasoningTextRefusalAndCalls_keepsThemInOrder() {
    assertThat(
            messages(
                """
                {"role":"assistant","reasoning_content":"hm","content":[{"type":"text","text":"a"},
                 {"type":"refusal","refusal":"b"}],"refusal":"c","tool_calls":[{"id":"1",
                 "type":"function","function":{"name":"f"}}]}\
                """))
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning("hm", null),
                    new ContentPart.Text("a"),
                    new ContentPart.Text("b"),
                    new ContentPart.Text("c"),
                    new ContentPart.ToolCall("1", "f", ""))));
  }

  @Test
  void hardText_comesThrough() {
    assertThat(
            messages("{\"role\":\"user\",\"content\":\"a\\ndata: x\\r\\n\u2028🎉\\ud83c\\udf89\"}"))
        .containsExactly(new Message(Role.USER, "a\ndata: x\r\n\u2028🎉🎉"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data:image/png;base64,AAAA               | image/png  | AAAA
          DATA:Image/PNG;charset=x;BASE64,AA       | image/png  | AA==
          data:;base64,-_-_                        | application/octet-stream | +/+/
          data:image/jpeg;base64,AAA               | image/jpeg | AAA=
          'data:image/gif;base64,AA\\nAA AA='      | image/gif  | AAAAAA==
          """)
  void dataUrl_inAnyDress_becomesPlainBase64(String url, String type, String base64) {
    String part = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}";

    assertThat(messages("{\"role\":\"user\",\"content\":[" + part + "]}").getFirst().parts())
        .containsExactly(new ContentPart.Image(new Media.Inline(type, base64), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                            | body
          {"messages":[]} x                                             | body
          {"messages":[                                                 | body
          {}                                                            | messages
          {"messages":[]}                                               | messages
          {"messages":{}}                                               | messages
          {"messages":["hi"]}                                           | messages[0]
          {"messages":[{"content":"x"}]}                                | messages[0].role
          {"messages":[{"role":"bot","content":"x"}]}                   | messages[0].role
          {"messages":[{"role":"user"}]}                                | messages[0].content
          {"messages":[{"role":"user","content":7}]}                    | messages[0].content
          {"messages":[{"role":"user","role":"user","content":"x"}]}    | messages[0].role
          {"messages":[{"role":"user","content":[7]}]}                  | messages[0].content[0]
          {"messages":[{"role":"user","content":[{"type":"video"}]}]}   | messages[0].content[0].type
          {"messages":[{"role":"user","content":[{"type":"text"}]}]}    | messages[0].content[0].text
          {"messages":[{"role":"user","content":[{"type":"image_url"}]}]} | messages[0].content[0].image_url
          {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x,y"}}]}]} | messages[0].content[0].image_url.url
          {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,A"}}]}]} | messages[0].content[0].image_url.url
          {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,A=AA"}}]}]} | messages[0].content[0].image_url.url
          {"messages":[{"role":"user","content":[{"type":"file","file":{}}]}]} | messages[0].content[0].file
          {"messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"http://x"}}]}]} | messages[0].content[0].type
          {"messages":[{"role":"tool","content":"x"}]}                  | messages[0].tool_call_id
          {"messages":[{"role":"assistant","tool_calls":{}}]}           | messages[0].tool_calls
          {"messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]} | messages[0].tool_calls[0].function
          {"messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"odd"}]}]} | messages[0].tool_calls[0].type
          {"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]}]} | messages[0].tool_calls[0].id
          {"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":[]}}]}]} | messages[0].tool_calls[0].function.arguments
          """)
  void wrongShape_isNamedByItsPlace(String json, String place) {
    assertThat(refusal(json).parameter()).isEqualTo(place);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "temperature":2.1            | temperature
          "temperature":"1"            | temperature
          "temperature":1e999999999    | temperature
          "top_p":-1                   | top_p
          "max_tokens":0               | max_tokens
          "max_tokens":1.5             | max_tokens
          "max_tokens":2147483648      | max_tokens
          "max_tokens":1e99999999999   | max_tokens
          "max_completion_tokens":"a"  | max_completion_tokens
          "seed":9223372036854775808   | seed
          "seed":1e-999999999          | seed
          "frequency_penalty":-3       | frequency_penalty
          "stop":7                     | stop
          "stop":[7]                   | stop[0]
          "user":7                     | user
          "reasoning_effort":{}        | reasoning_effort
          "parallel_tool_calls":1      | parallel_tool_calls
          "tools":{}                   | tools
          "tools":[{}]                 | tools[0].type
          "tools":[{"type":"function"}] | tools[0].function
          "tools":[{"type":"function","function":{"name":"f","parameters":[]}}] | tools[0].function.parameters
          "tool_choice":"maybe"        | tool_choice
          "tool_choice":{"type":"odd"} | tool_choice.type
          "response_format":"json"     | response_format
          "response_format":{"type":"xml"} | response_format.type
          "response_format":{"type":"json_schema"} | response_format.json_schema
          "temperature":1,"temperature":1 | temperature
          """)
  void wrongParameter_isNamed(String field, String place) {
    UntranslatableRequestException refusal = refusal("{" + HELLO + "," + field + "}");

    assertThat(refusal.parameter()).isEqualTo(place);
    assertThat(refusal).message().contains(place).doesNotContain("not null");
  }

  @Test
  void sentence_saysWhatWouldBeRight_andWhatIsThere() {
    assertThat(refusal("{\"messages\":[{\"role\":\"user\",\"content\":7}]}"))
        .hasMessage("messages[0].content must be a string or an array of parts, not a number");
    assertThat(refusal("{" + HELLO + ",\"temperature\":3}"))
        .hasMessage("temperature must be a number from 0.0 to 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"messages\":[{\"role\":\"user\",\"content\":\"é\"}]}"})
  void bytes_thatAreNotUtf8_areRefused(String json) {
    UntranslatableRequestException refusal =
        catchThrowableOfType(
            UntranslatableRequestException.class,
            () -> OpenAiChatReader.read(json.getBytes(ISO_8859_1), MODEL, false));

    assertThat(refusal).hasMessageContaining("UTF-8");
  }

  @Test
  void byteOrderMark_isTolerated() {
    assertThat(read("\uFEFF{" + HELLO + "}").messages()).hasSize(1);
  }

  @Test
  void nesting_withoutEnd_isRefused() {
    assertThat(refusal("{" + HELLO + ",\"x\":" + "[".repeat(100_000)).parameter())
        .isEqualTo("body");
  }

  /** What tools bring, cut off or binary, comes back with each turn. */
  @Test
  void resultWithNulOrHalfAPair_isTaken() {
    assertThat(
            OpenAiChatReader.read(
                    "{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"x\\u0000\\ud83dy\"}]}"
                        .getBytes(UTF_8),
                    ModelId.ANY,
                    false)
                .messages())
        .containsExactly(
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("a", null, "x\u0000\uFFFDy", false))));
  }

  @Test
  void limitOfMinusOne_isNone() {
    assertThat(with("\"max_tokens\":-1").sampling().maxTokens()).isNull();
  }

  @Test
  void imagesInResults_followBehindTheLastOfThem() {
    ChatRequest request =
        OpenAiChatReader.read(
            """
            {"messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[
            {"id":"a","function":{"name":"f","arguments":"{}"}},
            {"id":"b","function":{"name":"g","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"see"},
            {"type":"image_url","image_url":{"url":"https://x/a.png"}}]},
            {"role":"tool","tool_call_id":"b","content":"r"}]}
            """
                .getBytes(UTF_8),
            ModelId.ANY,
            false);

    assertThat(request.messages().subList(2, 5))
        .containsExactly(
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("a", "f", "see", false))),
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("b", "g", "r", false))),
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Text("From the result of a:"),
                    new ContentPart.Image(new Media.Remote("https://x/a.png", null), null))));
  }
}
