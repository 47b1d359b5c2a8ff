package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenAiStreamWriterTest {
  private static final String HEAD =
      "data: {\"id\":\"chatcmpl-r1\",\"object\":\"chat.completion.chunk\",\"created\":7,"
          + "\"model\":\"m\",\"choices\":[";

  private final OpenAiStreamWriter writer = new OpenAiStreamWriter("r1", 7, "m", false);

  private static String chunk(String delta, String finish) {
    return HEAD
        + "{\"index\":0,\"delta\":{"
        + delta
        + "},\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  private String taken() {
    return new String(writer.take(), UTF_8);
  }

  @Test
  void text_comesInChunks_theFirstWithTheRole() {
    writer.content(new ChatEvent.TextDelta("Hel\n"));
    writer.content(new ChatEvent.TextDelta("data: lo 🎉"));
    writer.done(FinishReason.STOP, new Usage(1, 2));

    assertThat(taken())
        .isEqualTo(
            chunk("\"role\":\"assistant\",\"content\":\"Hel\\n\"", "null")
                + chunk("\"content\":\"data: lo 🎉\"", "null")
                + chunk("", "\"stop\"")
                + "data: [DONE]\n\n");
  }

  @Test
  void emptyAnswer_hasTheRole_andAnEnd() {
    writer.done(FinishReason.OTHER, null);

    assertThat(taken())
        .isEqualTo(
            chunk("\"role\":\"assistant\",\"content\":\"\"", "\"stop\"") + "data: [DONE]\n\n");
  }

  @Test
  void reasoningAndCalls_haveTheStrictForm() {
    writer.content(new ChatEvent.ReasoningDelta("hm"));
    writer.content(new ChatEvent.ToolCallDelta(0, "call_a", "f", ""));
    writer.content(new ChatEvent.ToolCallDelta(1, "call_b", "g", "{}"));
    writer.content(new ChatEvent.ToolCallDelta(0, null, null, "{\"a\":1}"));
    writer.done(FinishReason.TOOL_CALLS, null);

    assertThat(taken())
        .isEqualTo(
            chunk(
                    "\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\","
                        + "\"reasoning_details\":[{\"type\":\"reasoning.text\","
                        + "\"text\":\"hm\",\"index\":0}]",
                    "null")
                + chunk(
                    "\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]",
                    "null")
                + chunk(
                    "\"tool_calls\":[{\"index\":1,\"id\":\"call_b\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]",
                    "null")
                + chunk(
                    "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":1}\"}}]",
                    "null")
                + chunk("", "\"tool_calls\"")
                + "data: [DONE]\n\n");
  }

  @Test
  void usage_whereWanted_hasAChunkOfItsOwn_andIsNullOnAllOthers() {
    OpenAiStreamWriter counting = new OpenAiStreamWriter("r1", 7, "m", true);
    counting.content(new ChatEvent.TextDelta("x"));
    counting.done(FinishReason.LENGTH, new Usage(5, 3, 2, 1));

    assertThat(new String(counting.take(), UTF_8).split("\n\n"))
        .hasSize(4)
        .satisfies(
            events -> {
              assertThat(events[0]).endsWith("\"finish_reason\":null}],\"usage\":null}");
              assertThat(events[1]).endsWith("\"finish_reason\":\"length\"}],\"usage\":null}");
              assertThat(events[2])
                  .isEqualTo(
                      HEAD
                          + "],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3,"
                          + "\"total_tokens\":8,\"prompt_tokens_details\":{\"cached_tokens\":2},"
                          + "\"completion_tokens_details\":{\"reasoning_tokens\":1}}}");
            });
  }

  @Test
  void usage_thatNobodyCounted_isLeftOut() {
    OpenAiStreamWriter counting = new OpenAiStreamWriter("r1", 7, "m", true);
    counting.done(FinishReason.STOP, null);

    assertThat(new String(counting.take(), UTF_8).split("\n\n")).hasSize(2);
  }

  @Test
  void contentAfterTheEnd_isABug() {
    writer.done(FinishReason.STOP, null);

    assertThatIllegalStateException()
        .isThrownBy(() -> writer.content(new ChatEvent.TextDelta("x")));
    assertThatIllegalStateException().isThrownBy(() -> writer.done(FinishReason.STOP, null));
  }

  @Test
  void relayedContent_isABug() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.content(ChatEvent.OpaqueContent.INSTANCE));
  }

  @Test
  void callOfACustomTool_isOnePieceOfFreeText() {
    OpenAiStreamWriter custom = new OpenAiStreamWriter("r1", 7, "m", false, Set.of("exec"));

    custom.content(new ChatEvent.ToolCallDelta(0, "c1", "exec", "{\"inp"));
    custom.content(new ChatEvent.ToolCallDelta(0, null, null, "ut\":\"ls\"}"));
    custom.done(FinishReason.TOOL_CALLS, null);

    assertThat(new String(custom.take(), UTF_8))
        .containsOnlyOnce("tool_calls\":[")
        .contains(
            "\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"custom\","
                + "\"custom\":{\"name\":\"exec\",\"input\":\"ls\"}}]");
  }
}
