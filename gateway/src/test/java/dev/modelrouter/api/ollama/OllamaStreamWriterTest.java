package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OllamaStreamWriterTest {
  private static final String HEAD =
      "{\"model\":\"m\\\"\",\"created_at\":\"2026-11-01T10:00:00.123456789Z\",";
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00.123456789Z");

  private long elapsed = 1_000;
  private OllamaStreamWriter writer = writer(OllamaEndpoint.CHAT);

  private OllamaStreamWriter writer(OllamaEndpoint form) {
    return new OllamaStreamWriter(form, "m\"", () -> NOW, () -> elapsed);
  }

  private static CompletionSummary answer(FinishReason reason, @Nullable Usage usage) {
    return new CompletionSummary("p", "m", usage, Map.of(), reason);
  }

  private static String message(String text, String more) {
    return HEAD
        + "\"message\":{\"role\":\"assistant\",\"content\":"
        + text
        + more
        + "},\"done\":false}\n";
  }

  private String taken() {
    return new String(writer.take(), UTF_8);
  }

  private void say(ChatEvent.Content... pieces) {
    List.of(pieces).forEach(writer::content);
  }

  @Test
  void textAndReasoning_areLines_theLastWithReasonTimeAndUsage() {
    say(new ChatEvent.ReasoningDelta("hm"), new ChatEvent.TextDelta("a\n\"🎉\""));
    elapsed = 5_000;
    writer.done(answer(FinishReason.LENGTH, new Usage(20, 9, 4, 3)));

    assertThat(taken())
        .isEqualTo(
            message("\"\"", ",\"thinking\":\"hm\"")
                + message("\"a\\n\\\"🎉\\\"\"", "")
                + HEAD
                + "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
                + "\"done_reason\":\"length\",\"total_duration\":5000,\"load_duration\":0,"
                + "\"prompt_eval_count\":20,\"prompt_eval_duration\":1000,\"eval_count\":9,"
                + "\"eval_duration\":4000}\n");
  }

  @Test
  void aPrompt_isAnsweredByAResponse() {
    writer = writer(OllamaEndpoint.GENERATE);
    say(new ChatEvent.ReasoningDelta("hm"), new ChatEvent.TextDelta("a"));
    writer.done(answer(FinishReason.STOP, null));

    assertThat(taken().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(HEAD + "\"response\":\"\",\"thinking\":\"hm\",\"done\":false}"),
            line -> assertThat(line).isEqualTo(HEAD + "\"response\":\"a\",\"done\":false}"),
            line ->
                assertThat(line)
                    .startsWith(HEAD + "\"response\":\"\",\"done\":true,\"done_reason\":\"stop\",")
                    .doesNotContain("_count"));
  }

  @Test
  void anAnswerThatCameAtOnce_tookAllItsTimeToMake() {
    elapsed = 7_000;
    writer.done(answer(FinishReason.STOP, null));

    assertThat(taken())
        .contains("\"total_duration\":7000,", "\"eval_duration\":7000}")
        .doesNotContain("prompt_eval_duration");
  }

  @Test
  void aCall_isSentOnceItsArgumentsAreWhole() {
    say(new ChatEvent.ToolCallDelta(0, "c0", "f", ""));
    say(new ChatEvent.ToolCallDelta(0, null, null, "{\"a\":\"}\\\"{\","));
    assertThat(writer.size()).isZero();

    say(new ChatEvent.ToolCallDelta(0, null, null, "\"n\":9007199254740993}"));

    assertThat(taken())
        .isEqualTo(
            message(
                "\"\"",
                ",\"tool_calls\":[{\"id\":\"c0\",\"function\":{\"index\":0,\"name\":\"f\","
                    + "\"arguments\":{\"a\":\"}\\\"{\",\"n\":9007199254740993}}}]"));
  }

  @Test
  void parallelCalls_keepTheirOrder_andWhatIsNoObjectComesAtTheEnd() {
    say(
        new ChatEvent.ToolCallDelta(0, "c0", "f", ""),
        new ChatEvent.ToolCallDelta(1, "c1", "g", "{}"),
        new ChatEvent.ToolCallDelta(2, "c2", "h", "[1]"));
    assertThat(writer.size()).isZero();
    writer.done(answer(FinishReason.TOOL_CALLS, null));

    assertThat(taken().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"index\":0,\"name\":\"f\",\"arguments\":{}}"),
            line -> assertThat(line).contains("\"index\":1,\"name\":\"g\",\"arguments\":{}}"),
            line -> assertThat(line).contains("\"arguments\":{\"_raw\":\"[1]\"}}"),
            line -> assertThat(line).contains("\"done\":true,\"done_reason\":\"stop\""));
  }

  @Test
  void signatures_areNotShown() {
    say(new ChatEvent.SignatureDelta(new ReasoningSignature(ReasoningSignature.GEMINI, "x")));

    assertThat(writer.size()).isZero();
  }

  @Test
  void aBrokenAnswer_endsInAnError_andSaysNothingOfDone() {
    say(new ChatEvent.TextDelta("a"), new ChatEvent.ToolCallDelta(0, "c0", "f", "{\"half\":"));
    writer.failed(GatewayError.of(ErrorCode.TIMEOUT, "too \"slow\""));

    assertThat(taken()).isEqualTo(message("\"a\"", "") + "{\"error\":\"too \\\"slow\\\"\"}\n");
  }

  @Test
  void nothingFollowsTheEnd_norAnythingUnread() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.content(ChatEvent.OpaqueContent.INSTANCE));
    writer.done(answer(FinishReason.STOP, null));

    assertThatIllegalStateException()
        .isThrownBy(() -> writer.content(new ChatEvent.TextDelta("a")));
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.done(answer(FinishReason.STOP, null)));
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.failed(GatewayError.of(ErrorCode.TIMEOUT, "m")));
  }
}
