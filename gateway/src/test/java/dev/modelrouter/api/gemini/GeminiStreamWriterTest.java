package dev.modelrouter.api.gemini;

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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GeminiStreamWriterTest {
  private static final ReasoningSignature SEAL =
      new ReasoningSignature(ReasoningSignature.GEMINI, "c2ln");

  private final GeminiStreamWriter writer = new GeminiStreamWriter("r1", "m", GeminiFraming.SSE);

  private static String response(String parts, String finish) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
        + parts
        + "]},\"index\":0"
        + finish
        + ",\"modelVersion\":\"m\",\"responseId\":\"r1\"}";
  }

  private static String event(String part) {
    return "data: " + response(part, "}]") + "\r\n\r\n";
  }

  private static String last(String parts, String reason, String usage) {
    return "data: "
        + response(parts, ",\"finishReason\":\"" + reason + "\"}]" + usage)
        + "\r\n\r\n";
  }

  private static CompletionSummary answer(FinishReason reason, @Nullable Usage usage) {
    return new CompletionSummary("p", "m", usage, Map.of(), reason);
  }

  private String taken() {
    return new String(writer.take(), UTF_8);
  }

  private void say(ChatEvent.Content... pieces) {
    List.of(pieces).forEach(writer::content);
  }

  @Test
  void text_comesInEvents_theLastWithReasonAndUsage() {
    say(new ChatEvent.TextDelta("Hel\n"), new ChatEvent.TextDelta("data: lo 🎉"));
    writer.done(answer(FinishReason.LENGTH, new Usage(20, 9, 4, 3)));

    assertThat(taken())
        .isEqualTo(
            event("{\"text\":\"Hel\\n\"}")
                + event("{\"text\":\"data: lo 🎉\"}")
                + last(
                    "{\"text\":\"\"}",
                    "MAX_TOKENS",
                    ",\"usageMetadata\":{\"promptTokenCount\":20,\"candidatesTokenCount\":6,"
                        + "\"thoughtsTokenCount\":3,\"cachedContentTokenCount\":4,"
                        + "\"totalTokenCount\":29}"));
  }

  @Test
  void emptyAnswer_hasAnEmptyText() {
    writer.done(answer(FinishReason.CONTENT_FILTER, null));

    assertThat(taken()).isEqualTo(last("{\"text\":\"\"}", "SAFETY", ""));
  }

  @Test
  void call_isSentOnceItsArgumentsAreWhole() {
    say(new ChatEvent.ToolCallDelta(0, "c0", "f", ""));
    say(new ChatEvent.ToolCallDelta(0, null, null, "{\"a\":\"}\\\"{"));
    say(new ChatEvent.ToolCallDelta(0, null, null, "\",\"b\":{\"c\":[1]}"));
    assertThat(writer.size()).isZero();

    say(new ChatEvent.ToolCallDelta(0, null, null, "}"), new ChatEvent.TextDelta("x"));

    assertThat(taken())
        .isEqualTo(
            event(
                    "{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":"
                        + "{\"a\":\"}\\\"{\",\"b\":{\"c\":[1]}}}}")
                + event("{\"text\":\"x\"}"));
  }

  /**
   * Google's Python SDK takes each response for a turn: an empty one parts a call from its result.
   */
  @Test
  void lastCall_comesWithTheReason_andNoEmptyTextBehindIt() {
    say(new ChatEvent.ToolCallDelta(0, "c0", "f", "{}"));
    assertThat(writer.size()).isZero();
    writer.done(answer(FinishReason.TOOL_CALLS, null));

    assertThat(taken())
        .isEqualTo(
            last("{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":{}}}", "STOP", ""));
  }

  @Test
  void lastCall_ofAStreamThatBreaksOff_comesBeforeTheError() {
    say(new ChatEvent.ToolCallDelta(0, "c0", "f", "{}"));
    writer.failed(GatewayError.of(ErrorCode.SERVER_ERROR, "x"));

    assertThat(taken())
        .startsWith(event("{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":{}}}"))
        .contains("\"error\"");
  }

  @Test
  void calls_keepTheirOrder_whateverIsWholeFirst() {
    say(
        new ChatEvent.ToolCallDelta(0, "c0", "f", ""),
        new ChatEvent.ToolCallDelta(1, "c1", "g", "{\"x\":1e400}"));
    assertThat(writer.size()).isZero();
    say(new ChatEvent.ToolCallDelta(0, null, null, "{}"));
    writer.done(answer(FinishReason.TOOL_CALLS, null));

    assertThat(taken())
        .isEqualTo(
            event("{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":{}}}")
                + last(
                    "{\"functionCall\":{\"id\":\"c1\",\"name\":\"g\",\"args\":{\"x\":1e400}}}",
                    "STOP",
                    ""));
  }

  @Test
  void callsThatNeverBecomeWhole_comeWithTheEnd() {
    say(
        new ChatEvent.ToolCallDelta(0, "c0", "f", ""),
        new ChatEvent.ToolCallDelta(1, "c1", "g", "{\"broken\":"),
        new ChatEvent.ToolCallDelta(2, "c2", "h", "[{}]"));
    writer.done(answer(FinishReason.TOOL_CALLS, null));

    assertThat(taken())
        .isEqualTo(
            last(
                "{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":{}}},"
                    + "{\"functionCall\":{\"id\":\"c1\",\"name\":\"g\",\"args\":"
                    + "{\"_raw\":\"{\\\"broken\\\":\"}}},"
                    + "{\"functionCall\":{\"id\":\"c2\",\"name\":\"h\",\"args\":"
                    + "{\"_raw\":\"[{}]\"}}}",
                "STOP",
                ""));
  }

  @Test
  void signature_isOnThePartBehindIt() {
    say(
        new ChatEvent.ReasoningDelta("hm"),
        new ChatEvent.SignatureDelta(SEAL),
        new ChatEvent.ToolCallDelta(0, "c0", "f", "{"),
        new ChatEvent.ToolCallDelta(0, null, null, "}"),
        new ChatEvent.SignatureDelta(SEAL),
        new ChatEvent.SignatureDelta(SEAL),
        new ChatEvent.TextDelta("a"),
        new ChatEvent.SignatureDelta(SEAL));
    writer.done(answer(FinishReason.STOP, null));

    String signed = "\"thoughtSignature\":\"c2ln\"}";
    assertThat(taken())
        .isEqualTo(
            event("{\"text\":\"hm\",\"thought\":true}")
                + event("{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":{}}," + signed)
                + event("{\"text\":\"\"," + signed)
                + event("{\"text\":\"a\"," + signed)
                + last("{\"text\":\"\"," + signed, "STOP", ""));
  }

  @Test
  void failure_isAnEvent_andNoReasonStandsBeforeIt() {
    say(new ChatEvent.TextDelta("a"));
    writer.failed(GatewayError.of(ErrorCode.CONNECTION_ERROR, "gone"));

    assertThat(taken())
        .isEqualTo(
            event("{\"text\":\"a\"}")
                + "data: {\"error\":{\"code\":502,\"message\":\"gone\",\"status\":\"UNAVAILABLE\"}}"
                + "\r\n\r\n");
  }

  @Test
  void withoutSse_itIsOneArray() {
    GeminiStreamWriter array = new GeminiStreamWriter("r1", "m", GeminiFraming.ARRAY);
    array.content(new ChatEvent.TextDelta("a"));
    array.content(new ChatEvent.TextDelta("b"));
    array.done(answer(FinishReason.STOP, null));

    assertThat(new String(array.take(), UTF_8))
        .isEqualTo(
            "["
                + response("{\"text\":\"a\"}", "}]")
                + ",\n"
                + response("{\"text\":\"b\"}", "}]")
                + ",\n"
                + response("{\"text\":\"\"}", ",\"finishReason\":\"STOP\"}]")
                + "\n]");
  }

  @Test
  void withoutSse_aFailureEndsTheArray() {
    GeminiStreamWriter array = new GeminiStreamWriter("r1", "m", GeminiFraming.ARRAY);
    array.failed(GatewayError.of(ErrorCode.TIMEOUT, "late"));

    assertThat(new String(array.take(), UTF_8))
        .isEqualTo(
            "[{\"error\":{\"code\":504,\"message\":\"late\",\"status\":\"DEADLINE_EXCEEDED\"}}\n]");
  }

  @Test
  void afterTheEnd_nothingCanBeSaid() {
    writer.done(answer(FinishReason.STOP, null));

    assertThatIllegalStateException().isThrownBy(() -> say(new ChatEvent.TextDelta("a")));
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.done(answer(FinishReason.STOP, null)));
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.failed(GatewayError.of(ErrorCode.TIMEOUT, "x")));
  }

  @Test
  void relayedContent_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> say(ChatEvent.OpaqueContent.INSTANCE));
  }
}
