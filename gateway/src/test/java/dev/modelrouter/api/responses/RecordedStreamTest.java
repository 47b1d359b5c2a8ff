package dev.modelrouter.api.responses;

import static dev.modelrouter.api.responses.ResponseEvents.call;
import static dev.modelrouter.api.responses.ResponseEvents.events;
import static dev.modelrouter.api.responses.ResponseEvents.more;
import static dev.modelrouter.api.responses.ResponseEvents.say;
import static dev.modelrouter.api.responses.ResponseEvents.writer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The events are those that OpenAI's own servers write. */
class RecordedStreamTest {
  private final ResponsesStreamWriter writer = writer("{\"input\":\"x\"}");

  private List<JsonNode> taken() {
    return events(new String(writer.take(), UTF_8));
  }

  private void assertIsRecorded(String name) {
    String recorded =
        new String(Fixture.in("openai-responses", name + ".sse").getFirst().bytes(), UTF_8);
    assertThat(taken().stream().map(ResponseEvents::comparable))
        .containsExactlyElementsOf(
            events(recorded).stream().map(ResponseEvents::comparable).toList());
  }

  @Test
  void text_comesAsOpenAiWritesIt() {
    say(writer, "Hel", "lo, ", "wörld ", "🌍", "!");
    writer.done(FinishReason.STOP, new Usage(12, 8));

    assertIsRecorded("20-stream-text");
  }

  @Test
  void sealedReasoningAndParallelCalls_comeAsOpenAiWritesThem() {
    say(
        writer,
        new ChatEvent.ReasoningDelta("**Plan**\n\n"),
        new ChatEvent.ReasoningDelta("Ask both."),
        new ChatEvent.SignatureDelta(
            new ReasoningSignature(ReasoningSignature.OPENAI, "ZmFrZS1lbmNyeXB0ZWQtMjE=")),
        call(0, "call_r21a", "get_weather", "{\""),
        more(0, "city"),
        more(0, "\":\"Oslo\"}"),
        call(1, "call_r21b", "get_weather", "{\"city\":\"東"),
        more(1, "京\"}"));
    writer.done(FinishReason.TOOL_CALLS, new Usage(80, 120, 64, 90));

    assertIsRecorded("21-stream-reasoning-parallel-calls");
  }

  @Test
  void cutText_isIncomplete() {
    say(writer, "Cut", " here");
    writer.done(FinishReason.LENGTH, new Usage(9, 16));

    assertIsRecorded("25-stream-incomplete");
  }

  @Test
  void textAndCall_comeAsOpenAiWritesThem() {
    say(writer, "Hi", "!", call(0, "call_x1", "ping", ""), more(0, "{}"));
    writer.done(FinishReason.STOP, new Usage(30, 20));

    assertIsRecorded("30-stream-text-and-call");
  }

  @Test
  void brokenAnswer_isAFailedResponse() {
    say(writer, "Half");
    writer.failed(
        GatewayError.of(
            ErrorCode.CONNECTION_ERROR, "An error occurred while processing your request."));

    assertIsRecorded("23-stream-failed");
    assertThatIllegalStateException().isThrownBy(writer::response);
  }

  @Test
  void errorEvent_isAsOpenAiWritesIt() {
    say(writer, "Half");
    String begin = new String(writer.take(), UTF_8);
    GatewayError error =
        GatewayError.of(ErrorCode.RATE_LIMIT, "Rate limit reached. Please try again in 1.5s.");
    String recorded =
        new String(
            Fixture.in("openai-responses", "24-stream-error-event.sse").getFirst().bytes(), UTF_8);

    assertThat(events(begin + new String(ResponsesErrorWriter.event(error, 5), UTF_8)))
        .last()
        .isEqualTo(events(recorded).getLast());
  }
}
