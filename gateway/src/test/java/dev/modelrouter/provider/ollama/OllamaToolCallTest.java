package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.wire.Cuts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OllamaToolCallTest {
  private static final String TIME = "2026-11-01T10:00:00.123456789Z";

  private static String line(String time, String message, String end) {
    return "{\"model\":\"m\",\"created_at\":\""
        + time
        + "\",\"message\":{\"role\":\"assistant\","
        + message
        + "},"
        + end
        + "}\n";
  }

  private static String calls(String time, String... calls) {
    return line(
        time,
        "\"content\":\"\",\"tool_calls\":[" + String.join(",", calls) + "]",
        "\"done\":false");
  }

  private static String call(String arguments) {
    return "{\"function\":{\"name\":\"f\",\"arguments\":" + arguments + "}}";
  }

  private static String end(String reason) {
    return line(TIME, "\"content\":\"\"", "\"done\":true,\"done_reason\":\"" + reason + "\"");
  }

  private static List<ChatEvent> read(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<ChatEvent> first = null;
    for (Cuts.Cut cut : Cuts.of(bytes)) {
      List<ChatEvent> events = new ArrayList<>();
      OllamaStreamDecoder decoder =
          new OllamaStreamDecoder(new OllamaErrorClassifier("ollama", null));
      cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
      decoder.end(events::add);
      first = first == null ? events : first;
      assertThat(events).isEqualTo(first);
    }
    return first;
  }

  private static List<ChatEvent.ToolCallDelta> toolCalls(String text) {
    List<ChatEvent.ToolCallDelta> calls = new ArrayList<>();
    for (ChatEvent event : read(text)) {
      if (event instanceof ChatEvent.ToolCallDelta call) {
        calls.add(call);
      }
    }
    return calls;
  }

  @Test
  void calls_ofSeveralLines_areCountedThrough_andKeepTheirDigits() {
    String text =
        calls(TIME, call("{\"n\":9007199254740993,\"x\":1e400}"), call("null"))
            + calls(TIME, "{\"id\":\"call_7\",\"function\":{\"index\":0,\"name\":\"g\"}}")
            + calls(TIME, call("\"{\\\"a\\\":\\\"\\u2028🎉\\\"}\""))
            + end("stop");

    assertThat(toolCalls(text))
        .extracting(
            ChatEvent.ToolCallDelta::index,
            ChatEvent.ToolCallDelta::name,
            ChatEvent.ToolCallDelta::arguments)
        .containsExactly(
            tuple(0, "f", "{\"n\":9007199254740993,\"x\":1e400}"),
            tuple(1, "f", "{}"),
            tuple(2, "g", "{}"),
            tuple(3, "f", "{\"a\":\"\u2028🎉\"}"));
    assertThat(toolCalls(text).get(2).id()).isEqualTo("call_7");
    assertThat(read(text)).contains(new ChatEvent.Finished(FinishReason.TOOL_CALLS));
  }

  @Test
  void madeUpIds_areTheSameForTheSameBytes_andDifferForEveryCall() {
    String text = calls(TIME, call("{}"), call("{}")) + calls(TIME, call("{}")) + end("stop");
    String later = calls(TIME.replace("789Z", "790Z"), call("{}")) + end("stop");

    List<String> ids =
        new ArrayList<>(toolCalls(text).stream().map(ChatEvent.ToolCallDelta::id).toList());
    assertThat(toolCalls(text)).extracting(ChatEvent.ToolCallDelta::id).isEqualTo(ids);
    ids.add(toolCalls(later).getFirst().id());

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("call_[0-9a-f]{16}"));
  }

  @Test
  void answer_cutByItsLength_saysSo_evenWithCalls() {
    assertThat(read(calls(TIME, call("{}")) + end("length")))
        .contains(new ChatEvent.Finished(FinishReason.LENGTH));
  }

  @Test
  void brokenLine_leavesNoCallBehind() {
    String broken = calls(TIME, call("{}")).replace("\"done\":false}", "\"done\":fa");

    assertThat(toolCalls(broken + calls(TIME, call("{\"a\":1}")) + end("stop")))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.index()).isZero();
              assertThat(call.arguments()).isEqualTo("{\"a\":1}");
            });
  }

  @Test
  void oddCalls_areLeftOut() {
    String text =
        calls(TIME, "7", "{}", "{\"function\":7}", "{\"function\":{\"arguments\":{}}}")
            + end("stop");

    assertThat(toolCalls(text)).isEmpty();
    assertThat(read(text)).contains(new ChatEvent.Finished(FinishReason.STOP));
  }

  @Test
  void reasoning_comesBeforeTheText() {
    assertThat(
            read(
                line(TIME, "\"content\":\"b\",\"thinking\":\"a\"", "\"done\":false") + end("stop")))
        .startsWith(
            new ChatEvent.Started("m"),
            new ChatEvent.ReasoningDelta("a"),
            new ChatEvent.TextDelta("b"));
  }
}
