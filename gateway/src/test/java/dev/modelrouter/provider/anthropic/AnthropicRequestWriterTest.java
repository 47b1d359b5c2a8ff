package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnthropicRequestWriterTest {
  private static final List<Message> HELLO = List.of(new Message(Role.USER, "hi"));
  private static final String HI =
      "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]";

  private static ChatRequest request(
      List<Message> messages,
      Sampling sampling,
      List<Tool> tools,
      ToolChoice choice,
      @Nullable Boolean parallel,
      ResponseFormat format) {
    return new ChatRequest(
        ModelId.ANY,
        messages,
        sampling,
        tools,
        choice,
        parallel,
        format,
        null,
        null,
        true,
        List.of());
  }

  private static ChatRequest saying(Message... messages) {
    return request(
        List.of(messages), Sampling.DEFAULT, List.of(), ToolChoice.AUTO, null, ResponseFormat.TEXT);
  }

  private static ChatRequest sampled(Sampling sampling) {
    return request(HELLO, sampling, List.of(), ToolChoice.AUTO, null, ResponseFormat.TEXT);
  }

  private static ChatRequest choosing(ToolChoice choice, @Nullable Boolean parallel) {
    return request(
        HELLO,
        Sampling.DEFAULT,
        List.of(new Tool("f", null, null, null)),
        choice,
        parallel,
        ResponseFormat.TEXT);
  }

  private static OutboundRequest encode(ChatRequest request) {
    return AnthropicEncoding.encode(request, "claude-sonnet-4-5");
  }

  private static String body(ChatRequest request) {
    return new String(encode(request).body(), UTF_8);
  }

  @Test
  void everything_isSaid() {
    ChatRequest request =
        new ChatRequest(
            ModelId.ANY,
            List.of(new Message(Role.SYSTEM, "Be \"brief\"."), new Message(Role.USER, "hi")),
            new Sampling(9, 0.5, null, 40, List.of("a\"", "b"), null, null, null),
            List.of(
                new Tool("f", "does \"f\"", "{\"type\":\"object\",\"max\":9007199254740993}", true),
                new Tool("g", null, null, false)),
            new ToolChoice.Named("g"),
            false,
            new ResponseFormat.Schema("s", "{\"const\":1e400}", true),
            null,
            "u",
            true,
            List.of("n"));

    assertThat(body(request))
        .isEqualTo(
            "{\"model\":\"claude-sonnet-4-5\","
                + HI
                + ",\"system\":\"Be \\\"brief\\\".\",\"max_tokens\":9,\"tools\":["
                + "{\"name\":\"f\",\"description\":\"does \\\"f\\\"\",\"input_schema\":"
                + "{\"type\":\"object\",\"max\":9007199254740993},\"strict\":true},"
                + "{\"name\":\"g\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}],"
                + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\","
                + "\"disable_parallel_tool_use\":true},"
                + "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                + "{\"const\":1e400}}},\"temperature\":0.5,\"top_k\":40,"
                + "\"stop_sequences\":[\"a\\\"\",\"b\"],\"metadata\":{\"user_id\":\"u\"},"
                + "\"stream\":true}");
    assertThat(encode(request).dropped()).containsExactly("n");
    assertThat(encode(request).path()).isEqualTo("/v1/messages");
  }

  @Test
  void parameters_withoutWords_areDroppedByName() {
    assertThat(
            encode(
                    request(
                        HELLO,
                        new Sampling(1, 1.7, 0.9, null, List.of("  ", "x"), 7L, -1.0, 0.0),
                        List.of(),
                        ToolChoice.AUTO,
                        null,
                        new ResponseFormat.Json()))
                .dropped())
        .containsExactly(
            "response_format", "temperature", "top_p", "seed", "frequency_penalty", "stop");
    assertThat(body(sampled(new Sampling(1, 1.7, null, null, List.of(), null, null, null))))
        .contains("\"temperature\":1.0");
  }

  @ParameterizedTest
  @CsvSource({
    // Older models take temperature and top_p, newer ones one of both, the newest neither.
    "claude-3-5-sonnet-20241022, true, true",
    "claude-opus-4-20250514, true, false",
    "claude-sonnet-4-6, true, false",
    "claude-opus-4-7, false, false",
    "claude-haiku-5-5, false, false",
    "glm-5, true, true",
  })
  void sampling_isAsTheModelTakesIt(String model, boolean temperature, boolean topP) {
    Sampling sampling = new Sampling(1, 0.5, 0.5, 5, List.of(), null, null, null);

    OutboundRequest sent = AnthropicEncoding.encode(sampled(sampling), model);

    String body = new String(sent.body(), UTF_8);
    assertThat(body.contains("\"temperature\":0.5")).isEqualTo(temperature);
    assertThat(body.contains("\"top_p\":0.5")).isEqualTo(topP);
    assertThat(body.contains("\"top_k\":5")).isEqualTo(temperature);
    assertThat(sent.dropped().contains("temperature")).isEqualTo(!temperature);
    assertThat(sent.dropped().contains("top_p")).isEqualTo(!topP);
    assertThat(sent.dropped().contains("top_k")).isEqualTo(!temperature);
  }

  @Test
  void sampling_thatSaysTheDefault_isNotMissed() {
    OutboundRequest sent =
        AnthropicEncoding.encode(
            sampled(new Sampling(1, 1.0, 1.0, null, List.of(), null, 0.0, 0.0)), "claude-opus-5");

    assertThat(sent.dropped()).isEmpty();
    assertThat(new String(sent.body(), UTF_8)).doesNotContain("temperature", "top_p");
  }

  @ParameterizedTest
  @CsvSource({
    "claude-3-opus-20240229, 4096",
    "claude-3-5-haiku-latest, 8192",
    "claude-opus-4-1-20250805, 8192",
    "claude-sonnet-4-5, 32000",
    "anthropic/claude-sonnet-4.6, 32000",
    "claude-next, 32000",
    "kimi-k2, 4096",
  })
  void answersLength_whereNobodySays_isTheModels(String model, String tokens) {
    assertThat(new String(AnthropicEncoding.encode(sampled(Sampling.DEFAULT), model).body(), UTF_8))
        .contains("\"max_tokens\":" + tokens + ",");
  }

  @Test
  void toolChoice_isSaidInAllForms() {
    assertThat(body(choosing(ToolChoice.AUTO, null))).doesNotContain("tool_choice");
    assertThat(body(choosing(ToolChoice.AUTO, true))).doesNotContain("tool_choice");
    assertThat(body(choosing(ToolChoice.AUTO, false)))
        .contains("\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
    assertThat(body(choosing(new ToolChoice.None(), false)))
        .contains("\"tool_choice\":{\"type\":\"none\"}");
    assertThat(body(choosing(new ToolChoice.Required(), null)))
        .contains("\"tool_choice\":{\"type\":\"any\"}");
    assertThat(body(choosing(new ToolChoice.Named("f"), true)))
        .contains("\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | {\"type\":\"object\"}",
        "{\"a\":1e400} | {\"type\":\"object\",\"a\":1e400}",
        " { \"ty\\u0070e\":\"object\" } | { \"ty\\u0070e\":\"object\" }",
      })
  void schema_saysThatItIsOfAnObject(String schema, String sent) {
    ChatRequest request =
        request(
            HELLO,
            Sampling.DEFAULT,
            List.of(new Tool("f", null, schema, null)),
            ToolChoice.AUTO,
            null,
            ResponseFormat.TEXT);

    assertThat(body(request).replace(" ", ""))
        .contains("\"input_schema\":" + sent.replace(" ", "") + "}]");
  }

  @Test
  void strictTools_areForModelsThatKnowThem() {
    ChatRequest request =
        request(
            HELLO,
            Sampling.DEFAULT,
            List.of(new Tool("f", null, null, true)),
            ToolChoice.AUTO,
            null,
            ResponseFormat.TEXT);

    assertThat(AnthropicEncoding.encode(request, "claude-3-7-sonnet-latest").dropped())
        .containsExactly("tools.strict");
  }

  @Test
  void media_areBlocks() {
    String text = Base64.getEncoder().encodeToString("né\n".getBytes(StandardCharsets.UTF_8));
    ChatRequest request =
        saying(
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Image(new Media.Inline("image/jpg", "AA=="), "high"),
                    new ContentPart.Image(new Media.Remote("https://x/a.png", null), "auto"),
                    new ContentPart.Document(new Media.Inline("application/pdf", "BB=="), "a.pdf"),
                    new ContentPart.Document(new Media.Inline("text/markdown", text), null),
                    new ContentPart.Document(new Media.Remote("http://x/a.pdf", null), null))));

    assertThat(body(request))
        .contains(
            "\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/jpeg\",\"data\":\"AA==\"}},{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x/a.png\"}},{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"BB==\"},\"title\":\"a.pdf\"},{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"né\\n"
                + "\"}},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"http://x/a.pdf\"}}]");
    assertThat(encode(request).dropped()).containsExactly("image_url.detail");
  }

  static List<Message> unspeakable() {
    return List.of(
        new Message(
            Role.USER, List.of(new ContentPart.Audio(new Media.Inline("audio/wav", "AA==")))),
        new Message(
            Role.USER, List.of(new ContentPart.Image(new Media.Remote("file-1", null), null))),
        new Message(
            Role.USER,
            List.of(new ContentPart.Document(new Media.Inline("application/zip", "AA=="), null))),
        new Message(
            Role.ASSISTANT,
            List.of(new ContentPart.Image(new Media.Inline("image/png", "AA=="), null))));
  }

  @ParameterizedTest
  @MethodSource("unspeakable")
  void media_thatCannotBeSaid_areRefusedByTheirPlace(Message message) {
    ChatRequest request = saying(new Message(Role.SYSTEM, "s"), message);

    UntranslatableRequestException refusal =
        catchThrowableOfType(UntranslatableRequestException.class, () -> encode(request));

    assertThat(refusal.parameter()).isEqualTo("messages[1].content");
    assertThat(refusal).message().startsWith("messages[1].content has ");
  }

  @Test
  void reasoning_goBackOnlyToTheirMaker() {
    ChatRequest request =
        saying(
            new Message(Role.USER, "q"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning(
                        "own", new ReasoningSignature(ReasoningSignature.ANTHROPIC, "c2ln")),
                    new ContentPart.Reasoning(
                        "",
                        new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, "ZGF0YQ==")),
                    new ContentPart.Reasoning(
                        "other's", new ReasoningSignature(ReasoningSignature.GEMINI, "x")),
                    new ContentPart.Reasoning("nobody's", null),
                    new ContentPart.Text("a"))),
            new Message(Role.USER, "q2"));

    assertThat(body(request))
        .contains(
            "{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"thinking\",\"thinking\":\"own\",\"signature\":\"c2ln\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"ZGF0YQ==\"},"
                + "{\"type\":\"text\",\"text\":\"a\"}]}");
    assertThat(encode(request).dropped()).containsExactly("messages.reasoning_content");
  }

  @Test
  void conversation_withHoles_isMended() {
    ChatRequest request =
        saying(
            new Message(Role.SYSTEM, "s"),
            new Message(Role.ASSISTANT, List.of(new ContentPart.ToolCall("a", "f", "{}"))),
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Text("t"),
                    new ContentPart.ToolResult("b", "g", "lost", false),
                    new ContentPart.ToolResult("a", "f", "", true))),
            new Message(Role.ASSISTANT, " \n"),
            new Message(Role.USER, ""),
            new Message(Role.ASSISTANT, List.of(new ContentPart.ToolCall("c.d", "f", ""))));

    assertThat(body(request))
        .contains(
            "\"messages\":["
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"(continue)\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\","
                + "\"name\":\"f\",\"input\":{}}]},"
                + "{\"role\":\"user\",\"content\":["
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"is_error\":true},"
                + "{\"type\":\"text\",\"text\":\"t\"},"
                + "{\"type\":\"text\",\"text\":\"Result of tool call b: lost\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"(empty)\"}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"(empty)\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c_d\","
                + "\"name\":\"f\",\"input\":{}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                + "\"tool_use_id\":\"c_d\",\"content\":\"no result\",\"is_error\":true}]}],"
                + "\"system\":\"s\"");
  }

  @Test
  void systemAlone_getsSomebodyToTalkTo() {
    assertThat(body(saying(new Message(Role.DEVELOPER, "s"))))
        .contains("[{\"type\":\"text\",\"text\":\"(continue)\"}]", "\"system\":\"s\"");
  }

  @Test
  void ids_thatBecomeTheSame_areReportedApart() {
    ToolIds ids = new ToolIds();

    assertThat(List.of(ids.of("a.b"), ids.of("a:b"), ids.of("a.b"), ids.of("a_b"), ids.of("")))
        .containsExactly("a_b", "a_b_2", "a_b", "a_b_3", "_");
  }
}
