package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.AnswerFormat;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UnspeakableException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiChatReaderTest {
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private static ChatRequest read(String json) {
    return OpenAiChatReader.read(json.getBytes(UTF_8), ModelId.ANY, false);
  }

  @Test
  void conversation_withToolsAndPictures_isReadWhole() {
    ChatRequest request =
        read(
            """
            {"messages":[
              {"role":"developer","content":"Be brief."},
              {"role":"user","content":[
                {"type":"text","text":"What is this?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
                {"type":"image_url","image_url":{"url":"https://x.example/a.png"}},
                {"type":"input_audio","input_audio":{"data":"BBBB","format":"mp3"}},
                {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,CCCC"}}]},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"c1","type":"function","function":{"name":"weather","arguments":"{\\"n\\":9007199254740993}"}},
                {"id":"c2","type":"function","function":{"name":"time","arguments":""}}]},
              {"role":"tool","tool_call_id":"c1","content":"rain"},
              {"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"noon"}]}]}
            """);

    assertThat(request.messages()).hasSize(5);
    assertThat(request.messages().getFirst().role()).isEqualTo(Role.DEVELOPER);
    assertThat(request.messages().get(1).parts())
        .containsExactly(
            new ContentPart.Text("What is this?"),
            new ContentPart.Image(new Media.Inline("image/png", "AAAA"), "low"),
            new ContentPart.Image(new Media.Remote("https://x.example/a.png", null), null),
            new ContentPart.Audio(new Media.Inline("audio/mp3", "BBBB")),
            new ContentPart.Document(new Media.Inline("application/pdf", "CCCC"), "a.pdf"));
    assertThat(request.messages().get(2).parts())
        .containsExactly(
            new ContentPart.ToolCall("c1", "weather", "{\"n\":9007199254740993}"),
            new ContentPart.ToolCall("c2", "time", "{}"));
    assertThat(request.messages().get(3).parts())
        .containsExactly(new ContentPart.ToolResult("c1", "weather", "rain", false));
    assertThat(request.messages().get(4).parts())
        .containsExactly(new ContentPart.ToolResult("c2", "time", "noon", false));
  }

  @Test
  void parameters_areReadWithEveryDigit() {
    ChatRequest request =
        read(
            "{"
                + HELLO
                + ",\"max_completion_tokens\":5,\"temperature\":0.5,\"top_p\":1,\"seed\":-7,"
                + "\"stop\":[\"a\",\"b\"],\"presence_penalty\":1.5,\"reasoning_effort\":\"low\","
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                + "{ \"maximum\" : 1e400 }}}],\"tool_choice\":{\"type\":\"function\",\"function\":"
                + "{\"name\":\"f\"}},\"parallel_tool_calls\":false,\"response_format\":{\"type\":"
                + "\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"x\":"
                + "9007199254740993}}}}");

    assertThat(request.sampling().maxTokens()).isEqualTo(5);
    assertThat(request.sampling().seed()).isEqualTo(-7);
    assertThat(request.sampling().stop()).isEqualTo(List.of("a", "b"));
    assertThat(request.tools().getFirst().parameters()).isEqualTo("{ \"maximum\" : 1e400 }");
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
    assertThat(request.parallelTools()).isFalse();
    assertThat(request.format())
        .isEqualTo(new AnswerFormat.Schema("n", "{\"x\":9007199254740993}", null));
    assertThat(request.unspoken()).isEmpty();
  }

  @Test
  void parametersWithoutWords_areNoted_unlessTheySayNothing() {
    assertThat(
            read("{" + HELLO + ",\"n\":2,\"logprobs\":true,\"logit_bias\":{\"1\":2},\"x_new\":1}")
                .unspoken())
        .containsExactly("n", "logprobs", "logit_bias", "x_new");
    assertThat(read("{" + HELLO + ",\"n\":1,\"logprobs\":false,\"logit_bias\":null}").unspoken())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | messages",
        "{\"messages\":[]} | messages",
        "{\"messages\":7} | messages",
        "{\"messages\":[7]} | messages[0]",
        "{\"messages\":[{\"content\":\"x\"}]} | messages[0].role",
        "{\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]} | messages[0].role",
        "{\"messages\":[{\"role\":\"user\",\"content\":7}]} | messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"x\"}]}]} |"
            + " messages[0].content[0].type",
        "{\"temperature\":\"hot\"} | temperature",
        "{\"max_tokens\":0} | max_tokens",
        "{\"tools\":[{\"function\":{}}]} | tools[0].function.name",
        "{\"tool_choice\":\"maybe\"} | tool_choice",
        "{\"response_format\":{\"type\":\"xml\"}} | response_format.type",
        "{\"stop\":7} | stop"
      })
  void wrongShape_isNamed(String json, String field) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UnspeakableException.class)
        .hasMessageContaining("'" + field + "'");
  }
}
