package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.Cuts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The liberties that servers take with the deltas of a stream. */
class ToolCallStreamTest {

  private static String chunk(String delta, String finish) {
    return "data: {\"id\":\"chatcmpl-9\",\"choices\":[{\"index\":0,\"delta\":{"
        + delta
        + "},\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  private static String calls(String... calls) {
    return chunk("\"tool_calls\":[" + String.join(",", calls) + "]", "null");
  }

  private static List<ChatEvent> events(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<ChatEvent> first = null;
    for (Cuts.Cut cut : Cuts.of(bytes)) {
      List<ChatEvent> events = new ArrayList<>();
      CompatibleStreamDecoder decoder =
          new CompatibleStreamDecoder(new CompatibleErrorClassifier("groq", null));
      cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
      decoder.end(events::add);
      first = first == null ? events : first;
      assertThat(events).isEqualTo(first);
    }
    return first;
  }

  private static List<ChatEvent> content(String... chunks) {
    List<ChatEvent> content = new ArrayList<>();
    for (ChatEvent event : events(String.join("", chunks) + chunk("", "\"stop\""))) {
      if (event instanceof ChatEvent.Content) {
        content.add(event);
      }
    }
    return content;
  }

  private static ChatEvent call(int index, String id, String name, String arguments) {
    return new ChatEvent.ToolCallDelta(index, id, name, arguments);
  }

  private static ChatEvent more(int index, String arguments) {
    return new ChatEvent.ToolCallDelta(index, null, null, arguments);
  }

  @Test
  void idAndName_thatAreRepeated_areReportedOnce() {
    String piece = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}";

    assertThat(content(calls(piece.formatted("{")), calls(piece.formatted("}"))))
        .containsExactly(call(0, "a", "f", "{"), more(0, "}"));
  }

  @Test
  void otherId_underTheSameNumber_isAnotherCall() {
    assertThat(
            content(
                calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}"),
                calls(
                    "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":null}}"),
                calls("{\"index\":0,\"function\":{\"arguments\":\"2\"}}")))
        .containsExactly(call(0, "a", "f", "1"), call(1, "b", "g", ""), more(1, "2"));
  }

  @Test
  void piecesWithoutNumbers_belongToTheLastCall_orBeginOne() {
    assertThat(
            content(
                calls("{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}"),
                calls("{\"function\":{\"arguments\":\"2\"}}"),
                calls("{\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"3\"}}")))
        .containsExactly(call(0, "a", "f", "1"), more(0, "2"), call(1, "b", "f", "3"));
  }

  @Test
  void numbersOutOfOrder_areCountedFromZero() {
    assertThat(
            content(
                calls(
                    "{\"index\":5,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}"),
                calls(
                    "{\"index\":2,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"2\"}}",
                    "{\"index\":5,\"function\":{\"arguments\":\"3\"}}")))
        .containsExactly(call(0, "a", "f", "1"), call(1, "b", "g", "2"), more(0, "3"));
  }

  @Test
  void name_thatComesLate_isWaitedFor() {
    assertThat(
            content(
                calls("{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"1\"}}"),
                calls("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"2\"}}")))
        .containsExactly(call(0, "a", "f", "12"));
  }

  @Test
  void missingIds_areMadeUp_differently() {
    List<ChatEvent> calls =
        content(
            calls(
                "{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":9007199254740993}}}",
                "{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":9007199254740993}}}"));

    assertThat(calls)
        .hasSize(2)
        .extracting(event -> ((ChatEvent.ToolCallDelta) event).id())
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("call_[0-9a-f]{16}"));
    assertThat(calls)
        .extracting(event -> ((ChatEvent.ToolCallDelta) event).arguments())
        .containsOnly("{\"a\":9007199254740993}");
  }

  @Test
  void surrogatePair_cutInTheArguments_isMended() {
    assertThat(
            content(
                calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"x\\ud83c\"}}"),
                calls("{\"index\":0,\"function\":{\"arguments\":\"\\udf89y\"}}")))
        .containsExactly(call(0, "a", "f", "x"), more(0, "🎉y"));
  }

  @Test
  void reasoning_underBothNames_isReportedOnce() {
    assertThat(content(chunk("\"reasoning\":\"hm\",\"reasoning_content\":\"hm\"", "null")))
        .containsExactly(new ChatEvent.ReasoningDelta("hm"));
    assertThat(content(chunk("\"reasoning\":null,\"reasoning_content\":\"hm\"", "null")))
        .containsExactly(new ChatEvent.ReasoningDelta("hm"));
  }

  @Test
  void reasoning_amongTheParts_isReported() {
    assertThat(
            content(
                chunk(
                    "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
                        + "\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"a\"}]",
                    "null")))
        .containsExactly(new ChatEvent.ReasoningDelta("hm"), new ChatEvent.TextDelta("a"));
  }

  @Test
  void otherChoice_isNotMixedIn() {
    assertThat(
            content(
                "data: {\"choices\":[{\"delta\":{\"reasoning\":\"x\",\"tool_calls\":[{\"index\":0,"
                    + "\"id\":\"a\",\"function\":{\"name\":\"f\"}}]},\"index\":1}]}\n\n"))
        .isEmpty();
  }

  @Test
  void stop_afterCalls_isAWishForTools_andUsageHasItsDetails() {
    assertThat(
            events(
                calls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}")
                    + chunk("", "\"stop\"")
                    + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
                    + "\"completion_tokens\":8,\"prompt_tokens_details\":{\"cached_tokens\":7},"
                    + "\"completion_tokens_details\":{\"x\":[],\"reasoning_tokens\":6}}}\n\n"
                    + "data: [DONE]\n\n"))
        .containsExactly(
            call(0, "a", "f", ""),
            new ChatEvent.Finished(FinishReason.TOOL_CALLS),
            new ChatEvent.UsageReported(new Usage(9, 8, 7, 6)),
            more(0, "{}"),
            ChatEvent.Completed.INSTANCE);
  }

  @Test
  void answer_ofReasoningThatBreaksOff_isACutAnswer() {
    assertThat(events(chunk("\"reasoning\":\"hm\"", "null")))
        .satisfies(
            events ->
                assertThat(events.getLast())
                    .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.error().message()).contains("middle")));
  }
}
