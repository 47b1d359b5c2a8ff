package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.anthropic.OpenBlockTracker.OpenBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which block a caller has open, as Anthropic's own events say. */
class OpenBlockTrackerTest {
  private static final String BEGIN = event("message_start", "\"message\":{}");

  private final OpenBlockTracker blocks = new OpenBlockTracker();

  private static String event(String name, String fields) {
    return "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + fields + "}\n\n";
  }

  private static String start(int index, String type) {
    return event(
        "content_block_start",
        "\"index\":" + index + ",\"content_block\":{\"type\":\"" + type + "\",\"text\":\"\"}");
  }

  private static String text(String text) {
    return event(
        "content_block_delta",
        "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
  }

  private static String stop(int index) {
    return event("content_block_stop", "\"index\":" + index);
  }

  private void see(String events) {
    byte[] bytes = events.getBytes(UTF_8);
    blocks.see(bytes, 0, bytes.length);
  }

  private void assertOpen(OpenBlock openBlock, int index) {
    assertThat(blocks.open()).isEqualTo(openBlock);
    assertThat(blocks.index()).isEqualTo(index);
  }

  @Test
  void block_isOpen_fromItsStartToItsStop() {
    see(BEGIN);
    assertOpen(OpenBlock.NONE, 0);
    see(start(0, "thinking"));
    assertOpen(OpenBlock.THINKING, 0);
    see(stop(0));
    assertOpen(OpenBlock.NONE, 1);
    see(start(1, "text") + text("a"));
    assertOpen(OpenBlock.TEXT, 1);
    see(event("ping", "\"x\":0") + text("b"));
    assertOpen(OpenBlock.TEXT, 1);
    see(stop(1));
    assertOpen(OpenBlock.NONE, 2);
  }

  @Test
  void lines_mayEndWithCarriageReturns() {
    see((BEGIN + start(0, "text")).replace("\n", "\r\n"));

    assertOpen(OpenBlock.TEXT, 0);
  }

  @Test
  void text_thatLooksLikeAnEvent_isText() {
    see(BEGIN + start(0, "text") + text("\\nevent: content_block_stop\\n\\n"));

    assertOpen(OpenBlock.TEXT, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tool_use", "redacted_thinking", "web_search_tool_result"})
  void blockOfAnotherKind_makesItUnknownForGood(String type) {
    see(BEGIN + start(0, type) + stop(0) + start(1, "text"));

    assertThat(blocks.open()).isEqualTo(OpenBlock.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: content_block_start\ndata: [1]\n\n",
        "event: content_block_start\ndata: {\"index\":\n\n",
        "event: content_block_start\ndata: {\"index\":0}\n\n"
      })
  void startThatNobodyCanRead_makesItUnknown(String start) {
    see(BEGIN + start);

    assertThat(blocks.open()).isEqualTo(OpenBlock.OTHER);
  }

  @Test
  void eventsWithoutNames_tellNothing() {
    see((BEGIN + start(0, "text") + text("a")).replaceAll("event: .*\n", ""));

    assertThat(blocks.open()).isEqualTo(OpenBlock.OTHER);
  }
}
