package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an effort, model by model. */
class ThinkingConfigTest {
  private static final String OLDER = "claude-sonnet-4-5";
  private static final String BOTH = "claude-opus-4-6";
  private static final String NEWER = "claude-opus-4-8";
  private static final List<Message> HELLO = List.of(new Message(Role.USER, "hi"));

  private static ChatRequest request(
      List<Message> messages,
      @Nullable Integer maxTokens,
      ReasoningEffort reasoningEffort,
      ToolChoice choice) {
    return new ChatRequest(
        ModelId.ANY,
        messages,
        new Sampling(maxTokens, null, null, null, List.of(), null, null, null),
        List.of(new Tool("f", null, null, null)),
        choice,
        null,
        ResponseFormat.TEXT,
        reasoningEffort,
        null,
        false,
        List.of());
  }

  private static ChatRequest thinking(
      @Nullable Integer maxTokens, ReasoningEffort reasoningEffort) {
    return request(HELLO, maxTokens, reasoningEffort, ToolChoice.AUTO);
  }

  private static String body(OutboundRequest sent) {
    return new String(sent.body(), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "low, 10000, 2000, 10000",
    "high, 10000, 8000, 10000",
    "max, 2000, 1900, 2000",
    "minimal, 1500, 1024, 1500",
    "high, , 25600, 32000",
  })
  void levels_ofOlderModels_areSharesOfTheAnswer(
      String level, @Nullable Integer limit, String budget, String maxTokens) {
    OutboundRequest sent =
        AnthropicEncoding.encode(thinking(limit, ReasoningEffort.of(level)), OLDER);

    assertThat(body(sent))
        .contains("\"max_tokens\":" + maxTokens + ",")
        .contains("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":" + budget + "}");
    assertThat(sent.dropped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "20000, 5000, 4999, 5000",
    "5000, , 5000, 32000",
    "50000, , 50000, 82000",
    "100, 5000, 1024, 5000",
  })
  void budget_staysBelowTheAnswersLength(
      int asked, @Nullable Integer limit, String budget, String maxTokens) {
    assertThat(body(AnthropicEncoding.encode(thinking(limit, ReasoningEffort.of(asked)), OLDER)))
        .contains("\"max_tokens\":" + maxTokens + ",")
        .contains("\"budget_tokens\":" + budget + "}");
  }

  @Test
  void answer_tooShortToThink_isNotReasonedAbout() {
    OutboundRequest sent =
        AnthropicEncoding.encode(thinking(1024, ReasoningEffort.of("high")), OLDER);

    assertThat(body(sent)).doesNotContain("thinking");
    assertThat(sent.dropped()).containsExactly("reasoning_effort");
  }

  @ParameterizedTest
  @CsvSource({
    "minimal, low, low",
    "medium, medium, medium",
    "high, high, high",
    "xhigh, high, xhigh",
    "max, high, max",
  })
  void levels_ofNewerModels_areTheirs(String level, String at46, String later) {
    String adaptive = "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}";

    assertThat(body(AnthropicEncoding.encode(thinking(100, ReasoningEffort.of(level)), BOTH)))
        .contains(adaptive, "\"output_config\":{\"effort\":\"" + at46 + "\"}");
    assertThat(body(AnthropicEncoding.encode(thinking(100, ReasoningEffort.of(level)), NEWER)))
        .contains(adaptive, "\"output_config\":{\"effort\":\"" + later + "\"}");
  }

  @Test
  void budget_ofModelsWithoutOne_becomesALevel() {
    assertThat(body(AnthropicEncoding.encode(thinking(null, ReasoningEffort.of(2000)), NEWER)))
        .contains("\"adaptive\"", "\"effort\":\"low\"");
    assertThat(body(AnthropicEncoding.encode(thinking(null, ReasoningEffort.of(2000)), BOTH)))
        .contains("\"budget_tokens\":2000}")
        .doesNotContain("effort");
  }

  @Test
  void levelThatNobodyKnows_isDropped_thinkingIsNot() {
    OutboundRequest sent =
        AnthropicEncoding.encode(thinking(null, ReasoningEffort.of("extreme")), NEWER);

    assertThat(body(sent)).contains("\"adaptive\"").doesNotContain("effort");
    assertThat(sent.dropped()).containsExactly("reasoning_effort");
  }

  @Test
  void noLevelAndNoBudget_leavesItToTheModel() {
    assertThat(
            body(AnthropicEncoding.encode(thinking(null, new ReasoningEffort(null, null)), NEWER)))
        .contains("\"adaptive\"")
        .doesNotContain("effort");
    assertThat(
            body(
                AnthropicEncoding.encode(thinking(10_000, new ReasoningEffort(null, null)), OLDER)))
        .contains("\"budget_tokens\":5000}");
  }

  @Test
  void noThinking_isSaidBySayingNothing_whereModelsDoNotThinkUnasked() {
    OutboundRequest sent =
        AnthropicEncoding.encode(thinking(null, ReasoningEffort.of("none")), NEWER);
    OutboundRequest always =
        AnthropicEncoding.encode(thinking(null, ReasoningEffort.of("none")), "claude-sonnet-5");

    assertThat(body(sent)).doesNotContain("thinking", "effort");
    assertThat(sent.dropped()).isEmpty();
    assertThat(body(always)).contains("\"effort\":\"low\"").doesNotContain("thinking");
    assertThat(always.dropped()).containsExactly("reasoning_effort");
  }

  @Test
  void toolThatMustBeCalled_isNotReasonedAbout() {
    OutboundRequest sent =
        AnthropicEncoding.encode(
            request(HELLO, null, ReasoningEffort.of("high"), new ToolChoice.Required()), NEWER);

    assertThat(body(sent)).contains("\"type\":\"any\"").doesNotContain("thinking");
    assertThat(sent.dropped()).containsExactly("reasoning_effort");
  }

  @Test
  void answerThatIsBegun_isNotReasonedAbout() {
    List<Message> started =
        List.of(new Message(Role.USER, "hi"), new Message(Role.ASSISTANT, "The answer "));

    OutboundRequest sent =
        AnthropicEncoding.encode(
            request(started, null, ReasoningEffort.of("high"), ToolChoice.AUTO), OLDER);

    assertThat(body(sent)).contains("\"text\":\"The answer\"").doesNotContain("thinking");
    assertThat(sent.dropped()).containsExactly("reasoning_effort");
  }

  private static List<Message> loop(@Nullable ReasoningSignature signature) {
    return List.of(
        new Message(Role.USER, "hi"),
        new Message(
            Role.ASSISTANT,
            List.of(
                new ContentPart.Reasoning("hm", signature),
                new ContentPart.ToolCall("a", "f", "{}"))),
        new Message(Role.TOOL, List.of(new ContentPart.ToolResult("a", "f", "1", false))));
  }

  @Test
  void callsWithoutTheirReasoning_areNotReasonedAbout_inTokens() {
    ReasoningEffort reasoningEffort = ReasoningEffort.of("high");
    ReasoningSignature own = new ReasoningSignature(ReasoningSignature.ANTHROPIC, "x");

    assertThat(
            body(
                AnthropicEncoding.encode(
                    request(loop(null), null, reasoningEffort, ToolChoice.AUTO), OLDER)))
        .doesNotContain("thinking");
    assertThat(
            body(
                AnthropicEncoding.encode(
                    request(loop(own), null, reasoningEffort, ToolChoice.AUTO), OLDER)))
        .contains("\"type\":\"enabled\"", "\"signature\":\"x\"");
    assertThat(
            body(
                AnthropicEncoding.encode(
                    request(loop(null), null, reasoningEffort, ToolChoice.AUTO), NEWER)))
        .contains("\"adaptive\"");
  }

  @Test
  void sampling_givesWayToThinking() {
    ChatRequest request =
        new ChatRequest(
            ModelId.ANY,
            HELLO,
            new Sampling(9000, 0.5, 0.96, 5, List.of(), null, null, null),
            List.of(),
            ToolChoice.AUTO,
            null,
            ResponseFormat.TEXT,
            ReasoningEffort.of("low"),
            null,
            false,
            List.of());

    OutboundRequest sent = AnthropicEncoding.encode(request, OLDER);

    assertThat(body(sent)).contains("\"top_p\":0.96").doesNotContain("temperature", "top_k");
    assertThat(sent.dropped()).containsExactly("temperature", "top_k");
  }
}
