package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaRequestWriterTest {
  private static final List<Message> HELLO = List.of(new Message(Role.USER, "hi"));
  private static final List<Tool> TOOLS =
      List.of(
          new Tool("f", "does \"f\"", "{\"max\":9007199254740993}", true),
          new Tool("g", null, null, null));

  private static ChatRequest request(
      List<Message> messages,
      Sampling sampling,
      List<Tool> tools,
      ToolChoice choice,
      @Nullable Boolean parallel,
      ResponseFormat format,
      @Nullable String effort) {
    return new ChatRequest(
        ModelId.ANY,
        messages,
        sampling,
        tools,
        choice,
        parallel,
        format,
        effort == null ? null : ReasoningEffort.of(effort),
        "u",
        true,
        List.of("n"));
  }

  private static ChatRequest said(ContentPart... parts) {
    return request(
        List.of(new Message(Role.USER, List.of(parts))),
        Sampling.DEFAULT,
        List.of(),
        ToolChoice.AUTO,
        null,
        ResponseFormat.TEXT,
        null);
  }

  private static ChatRequest choosing(ToolChoice choice, @Nullable Boolean parallel) {
    return request(HELLO, Sampling.DEFAULT, TOOLS, choice, parallel, ResponseFormat.TEXT, null);
  }

  private static OutboundRequest encode(ChatRequest request) {
    return OllamaEncoding.encode(request, "m");
  }

  private static String body(ChatRequest request) {
    return new String(encode(request).body(), UTF_8);
  }

  @Test
  void textAlone_hasTheBytesItAlwaysHad() {
    ChatRequest request =
        new ChatRequest(
            ModelId.ANY,
            List.of(
                new Message(Role.SYSTEM, "Be \"brief\"."),
                new Message(Role.USER, "hi"),
                new Message(Role.ASSISTANT, ""),
                new Message(Role.USER, "🎉\n")),
            100,
            0.5,
            false);

    assertThat(body(request))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":["
                + "{\"role\":\"system\",\"content\":\"Be \\\"brief\\\".\"},"
                + "{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"\"},"
                + "{\"role\":\"user\",\"content\":\"🎉\\n\"}],"
                + "\"stream\":false,\"options\":{\"num_predict\":100,\"temperature\":0.5}}");
    assertThat(encode(request).dropped()).isEmpty();
    assertThat(encode(request).path()).isEqualTo("/api/chat");
  }

  @Test
  void toolLoop_hasObjectsForArguments_andNamesOfTools() {
    ChatRequest request =
        request(
            List.of(
                new Message(Role.DEVELOPER, "Use tools."),
                new Message(
                    Role.ASSISTANT,
                    List.of(
                        new ContentPart.Reasoning(
                            "hm", new ReasoningSignature(ReasoningSignature.OPENAI, "sealed")),
                        new ContentPart.ToolCall("a", "f", "{\"x\": 9007199254740993}"),
                        new ContentPart.ToolCall("b", "g", ""),
                        new ContentPart.ToolCall("c", "g", "{\"x\":1-2}"))),
                new Message(
                    Role.TOOL,
                    List.of(
                        new ContentPart.ToolResult("a", "f", "1", false),
                        new ContentPart.ToolResult("b", null, "broke", true))),
                new Message(
                    Role.USER,
                    List.of(
                        new ContentPart.ToolResult("c", "g", "", false),
                        new ContentPart.Text("and?")))),
            Sampling.DEFAULT,
            List.of(),
            ToolChoice.AUTO,
            null,
            ResponseFormat.TEXT,
            null);

    assertThat(body(request))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Use tools.\"},"
                + "{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\",\"tool_calls\":["
                + "{\"id\":\"a\",\"function\":{\"index\":0,\"name\":\"f\",\"arguments\":{\"x\":"
                + " 9007199254740993}}},"
                + "{\"id\":\"b\",\"function\":{\"index\":1,\"name\":\"g\",\"arguments\":{}}},"
                + "{\"id\":\"c\",\"function\":{\"index\":2,\"name\":\"g\","
                + "\"arguments\":{\"_raw\":\"{\\\"x\\\":1-2}\"}}}]},"
                + "{\"role\":\"tool\",\"content\":\"1\",\"tool_name\":\"f\",\"tool_call_id\":\"a\"},{\"role\":\"tool\",\"content\":\"Error:"
                + " broke\",\"tool_call_id\":\"b\"},"
                + "{\"role\":\"tool\",\"content\":\"\",\"tool_name\":\"g\",\"tool_call_id\":\"c\"},"
                + "{\"role\":\"user\",\"content\":\"and?\"}],\"stream\":true,\"options\":{}}");
  }

  @Test
  void everythingElse_isSaid() {
    ChatRequest request =
        request(
            HELLO,
            new Sampling(9, 0.5, 0.25, 40, List.of("a\"", "b"), 7L, -1.0, 1.5),
            TOOLS,
            ToolChoice.AUTO,
            true,
            new ResponseFormat.Schema("s", "{\"max\":1e400}", true),
            "high");

    assertThat(body(request))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":["
                + "{\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"description\":\"does \\\"f\\\"\","
                + "\"parameters\":{\"max\":9007199254740993},\"strict\":true}},"
                + "{\"type\":\"function\",\"function\":{\"name\":\"g\","
                + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}],"
                + "\"format\":{\"max\":1e400},\"think\":\"high\",\"stream\":true,\"options\":{"
                + "\"num_predict\":9,\"temperature\":0.5,\"top_p\":0.25,\"top_k\":40,"
                + "\"stop\":[\"a\\\"\",\"b\"],\"seed\":7,\"frequency_penalty\":-1.0,"
                + "\"presence_penalty\":1.5}}");
    assertThat(encode(request).dropped()).containsExactly("n");
  }

  @Test
  void image_inline_standsBesideTheText() {
    assertThat(
            body(
                said(
                    new ContentPart.Text("a"),
                    new ContentPart.Image(new Media.Inline("image/png", "AAAA"), "low"),
                    new ContentPart.Text("b"),
                    new ContentPart.Image(new Media.Inline("image/png", "BB=="), null))))
        .contains("{\"role\":\"user\",\"content\":\"ab\",\"images\":[\"AAAA\",\"BB==\"]}");
  }

  @Test
  void image_atAnAddress_isRefusedByItsPlace() {
    ChatRequest request =
        said(new ContentPart.Image(new Media.Remote("https://x/cat.jpg", null), null));

    UntranslatableRequestException refusal =
        catchThrowableOfType(UntranslatableRequestException.class, () -> encode(request));

    assertThat(refusal.parameter()).isEqualTo("messages[0].content");
  }

  @Test
  void document_ofText_isText() {
    OutboundRequest sent =
        encode(
            said(
                new ContentPart.Text("a"),
                new ContentPart.Document(new Media.Inline("text/plain", "U0VDUkVU"), "a.txt"),
                new ContentPart.Text("b")));

    assertThat(new String(sent.body(), UTF_8))
        .contains("{\"role\":\"user\",\"content\":\"a\\n\\na.txt\\n\\nSECRET\\n\\nb\"}");
    assertThat(sent.dropped()).containsExactly("n");
  }

  @Test
  void soundOrDocumentOfNoText_isRefused() {
    for (ContentPart part :
        List.of(
            new ContentPart.Audio(new Media.Inline("audio/wav", "AAAA")),
            new ContentPart.Document(new Media.Inline("application/pdf", "AAAA"), "a.pdf"),
            new ContentPart.Document(new Media.Remote("https://x/a.txt", "text/plain"), null))) {
      assertThat(
              catchThrowableOfType(UntranslatableRequestException.class, () -> encode(said(part))))
          .as("%s", part)
          .extracting(UntranslatableRequestException::parameter)
          .isEqualTo("messages[0].content");
    }
  }

  @Test
  void toolChoice_asFarAsItCanBeSaid_isSaid() {
    assertThat(body(choosing(new ToolChoice.None(), null))).doesNotContain("tools");
    assertThat(encode(choosing(new ToolChoice.None(), null)).dropped()).containsExactly("n");
    assertThat(encode(choosing(new ToolChoice.Required(), null)).dropped())
        .containsExactly("n", "tool_choice");
    assertThat(body(choosing(new ToolChoice.Named("g"), null)))
        .contains("\"name\":\"g\"")
        .doesNotContain("\"name\":\"f\"");
    assertThat(encode(choosing(new ToolChoice.Named("g"), false)).dropped())
        .containsExactly("n", "parallel_tool_calls", "tool_choice");
  }

  @ParameterizedTest
  @CsvSource({"none,false", "minimal,\"low\"", "low,\"low\"", "medium,\"medium\"", "xhigh,\"max\""})
  void effort_becomesThink(String effort, String think) {
    ChatRequest request =
        request(
            HELLO,
            Sampling.DEFAULT,
            List.of(),
            ToolChoice.AUTO,
            null,
            new ResponseFormat.Json(),
            effort);

    assertThat(body(request)).contains("\"format\":\"json\",\"think\":" + think + ",\"stream\"");
  }

  @Test
  void effort_withoutAWord_isDropped() {
    ChatRequest request =
        request(
            HELLO,
            Sampling.DEFAULT,
            List.of(),
            ToolChoice.AUTO,
            null,
            ResponseFormat.TEXT,
            "extreme");

    assertThat(encode(request).dropped()).containsExactly("n", "reasoning_effort");
    assertThat(body(request)).doesNotContain("think");
  }
}
