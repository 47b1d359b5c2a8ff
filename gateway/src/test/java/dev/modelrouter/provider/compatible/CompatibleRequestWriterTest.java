package dev.modelrouter.provider.compatible;

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
import dev.modelrouter.provider.IdentifierRule;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompatibleRequestWriterTest {
  private static final RequestRules DEFAULT = RequestRules.ofDialect("openai");
  private static final RequestRules REASONING_BACK =
      new RequestRules(
          IdentifierRule.ANY,
          IdentifierRule.ANY,
          null,
          false,
          true,
          true,
          Set.of(RequestRules.JSON_OBJECT),
          true,
          "reasoning_content",
          true);

  private static ChatRequest request(Sampling sampling, Message... messages) {
    return new ChatRequest(
        ModelId.ANY,
        List.of(messages),
        sampling,
        List.of(),
        new ToolChoice.Required(),
        false,
        ResponseFormat.TEXT,
        null,
        null,
        false,
        List.of("n"));
  }

  private static OutboundRequest encode(ChatRequest request) {
    return encode(request, "max_tokens", true, null, DEFAULT);
  }

  private static OutboundRequest encode(
      ChatRequest request,
      String tokenLimit,
      boolean streamUsage,
      @Nullable String prefillMark,
      RequestRules rules) {
    return CompatibleRequestWriter.encode(
        RequestAdapter.of(request, rules, List.of(), ModelRules.UNKNOWN),
        "m",
        new CompatibleRequestWriter.RequestFormat(
            tokenLimit, streamUsage, prefillMark, false, rules, ModelRules.UNKNOWN));
  }

  private static String messages(Message... messages) {
    String body = new String(encode(request(Sampling.DEFAULT, messages)).body(), UTF_8);
    return body.substring("{\"model\":\"m\",\"messages\":[".length(), body.lastIndexOf(']'));
  }

  @Test
  void lastMessageOfTheAssistant_isMarked_whereTheProviderWantsThat() {
    ChatRequest request =
        request(
            Sampling.DEFAULT,
            new Message(Role.ASSISTANT, "a"),
            new Message(Role.USER, "b"),
            new Message(Role.ASSISTANT, "c"));

    String marked =
        new String(encode(request, "max_tokens", true, "prefix", DEFAULT).body(), UTF_8);

    assertThat(marked)
        .contains(
            "{\"role\":\"assistant\",\"content\":\"a\"},",
            "{\"role\":\"assistant\",\"content\":\"c\",\"prefix\":true}]");
    assertThat(new String(encode(request).body(), UTF_8)).doesNotContain("prefix");
  }

  /** DeepSeek and Moonshot refuse a call whose thought does not come back with it. */
  @Test
  void reasoning_goBack_whereTheProviderWantsThem_unlessAnotherSealedThem() {
    ContentPart call = new ContentPart.ToolCall("c", "f", "{}");
    ContentPart result = new ContentPart.ToolResult("c", "f", "r", false);
    ChatRequest request =
        request(
            Sampling.DEFAULT,
            new Message(Role.USER, "q"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning("Hm, ", null),
                    new ContentPart.Text("I look."),
                    new ContentPart.Reasoning("well.", null),
                    call)),
            new Message(Role.TOOL, List.of(result)),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning(
                        "elsewhere", new ReasoningSignature(ReasoningSignature.GEMINI, "s")),
                    call)),
            new Message(Role.TOOL, List.of(result)),
            new Message(Role.ASSISTANT, "So."),
            new Message(Role.USER, "q"));

    OutboundRequest wanted = encode(request, "max_tokens", true, null, REASONING_BACK);

    assertThat(new String(wanted.body(), UTF_8))
        .contains(
            "\"content\":\"I"
                + " look.\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}],\"reasoning_content\":\"Hm,"
                + " well.\"}",
            "{\"name\":\"f\",\"arguments\":\"{}\"}}],\"reasoning_content\":\" \"}",
            "{\"role\":\"assistant\",\"content\":\"So.\"},")
        .doesNotContain("elsewhere");
    assertThat(wanted.dropped()).containsExactly("n", "messages.reasoning_content");
    assertThat(new String(encode(request).body(), UTF_8)).doesNotContain("reasoning_content");
  }

  @Test
  void textAlone_hasTheBytesItAlwaysHad() {
    List<Message> messages =
        List.of(new Message(Role.SYSTEM, "Be \"brief\"."), new Message(Role.USER, "🎉\n"));
    ChatRequest request = new ChatRequest(ModelId.ANY, messages, 100, 0.5, true);

    assertThat(new String(encode(request).body(), UTF_8))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":["
                + "{\"role\":\"system\",\"content\":\"Be \\\"brief\\\".\"},"
                + "{\"role\":\"user\",\"content\":\"🎉\\n\"}],"
                + "\"max_tokens\":100,\"temperature\":0.5,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true}}");
    assertThat(encode(request).dropped()).isEmpty();
    assertThat(encode(request).path()).isEqualTo("/chat/completions");
  }

  @Test
  void wordsAboutTools_withoutTools_areLeftOut() {
    String body =
        new String(encode(request(Sampling.DEFAULT, new Message(Role.USER, "hi"))).body(), UTF_8);

    assertThat(body).doesNotContain("tool");
  }

  @Test
  void resultsAndReasoningOfOtherDialects_getTheFormOfThisOne() {
    assertThat(
            messages(
                new Message(Role.DEVELOPER, "d"),
                new Message(
                    Role.ASSISTANT,
                    List.of(
                        new ContentPart.Reasoning(
                            "hm", new ReasoningSignature(ReasoningSignature.OPENAI, "seal")),
                        new ContentPart.Text("a"),
                        new ContentPart.ToolCall("1", "f", "{}"))),
                new Message(
                    Role.USER,
                    List.of(
                        new ContentPart.ToolResult("1", "f", "broke", true),
                        new ContentPart.Text("b"))),
                new Message(Role.ASSISTANT, List.of())))
        .isEqualTo(
            "{\"role\":\"system\",\"content\":\"d\"},"
                + "{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":[{\"id\":\"1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"Error: broke\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"b\"}]},"
                + "{\"role\":\"assistant\",\"content\":\"\"}");
  }

  @Test
  void whatCannotBeSaid_isNamed() {
    Sampling sampling = new Sampling(null, null, null, 5, List.of(), null, null, null);
    Message thought = new Message(Role.ASSISTANT, List.of(new ContentPart.Reasoning("hm", null)));

    assertThat(encode(request(sampling, thought)).dropped())
        .containsExactly("n", "messages.reasoning_content", "top_k");
  }

  @Test
  void mediaType_withQuotes_staysInsideItsString() {
    Media media = new Media.Inline("image/\"},{", "AAAA");

    assertThat(messages(new Message(Role.USER, List.of(new ContentPart.Image(media, null)))))
        .contains("\"url\":\"data:image/\\\"},{;base64,AAAA\"");
  }

  @Test
  void sound_atAnAddress_isRefusedByItsPlace() {
    Message message =
        new Message(
            Role.USER, List.of(new ContentPart.Audio(new Media.Remote("https://x/a.wav", null))));

    UntranslatableRequestException refusal =
        catchThrowableOfType(UntranslatableRequestException.class, () -> messages(message));

    assertThat(refusal.parameter()).isEqualTo("messages[0].content");
  }

  @Test
  void limit_hasTheNameTheProviderKnows() {
    ChatRequest request =
        new ChatRequest(ModelId.ANY, List.of(new Message(Role.USER, "x")), 9, 1, false);

    OutboundRequest sent = encode(request, "max_completion_tokens", false, null, DEFAULT);

    assertThat(new String(sent.body(), UTF_8)).contains("\"max_completion_tokens\":9");
  }

  @Test
  void toolChoice_standsWithTheTools() {
    ChatRequest request =
        new ChatRequest(
            ModelId.ANY,
            List.of(new Message(Role.USER, "x")),
            Sampling.DEFAULT,
            List.of(new Tool("f", null, null, null)),
            new ToolChoice.Named("f"),
            false,
            new ResponseFormat.Schema("s", "{}", null),
            ReasoningEffort.of("low"),
            "u",
            false,
            List.of());

    assertThat(new String(encode(request).body(), UTF_8))
        .endsWith(
            "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
                + "\"parallel_tool_calls\":false,\"response_format\":{\"type\":\"json_schema\","
                + "\"json_schema\":{\"name\":\"s\",\"schema\":{}}},\"reasoning_effort\":\"low\","
                + "\"user\":\"u\",\"stream\":false}");
  }
}
