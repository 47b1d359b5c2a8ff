package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenAiAnswerWriterTest {

  private static String write(
      FinishReason finish, @Nullable Usage usage, ChatEvent.Content... content) {
    CompletionSummary completionSummary =
        new CompletionSummary("ollama", "llama", usage, Map.of("total_duration", 5L), finish);
    return new String(
        OpenAiAnswerWriter.write("r1", 7, List.of(content), completionSummary, Set.of()), UTF_8);
  }

  private static String completion(String message, String finish, String usage) {
    return "{\"id\":\"chatcmpl-r1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"llama\","
        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        + message
        + "},\"logprobs\":null,\"finish_reason\":\""
        + finish
        + "\"}]"
        + usage
        + "}";
  }

  @Test
  void text_isJoined_andCounted() {
    assertThat(
            write(
                FinishReason.STOP,
                new Usage(5, 3, 2, 1),
                new ChatEvent.ReasoningDelta("h"),
                new ChatEvent.ReasoningDelta("m"),
                new ChatEvent.TextDelta("Hel"),
                new ChatEvent.TextDelta("lo\n🎉")))
        .isEqualTo(
            completion(
                "\"content\":\"Hello\\n🎉\",\"refusal\":null,\"reasoning_content\":\"hm\"",
                "stop",
                ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3,\"total_tokens\":8,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":2},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":1}}"));
  }

  @Test
  void callsAlone_haveNoContent_andWholeArguments() {
    assertThat(
            write(
                FinishReason.TOOL_CALLS,
                null,
                new ChatEvent.ToolCallDelta(0, "a", "f", "{\"x\":"),
                new ChatEvent.ToolCallDelta(1, "b", "g", "{}"),
                new ChatEvent.ToolCallDelta(0, null, null, "1}")))
        .isEqualTo(
            completion(
                "\"content\":null,\"refusal\":null,\"tool_calls\":["
                    + "{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"arguments\":\"{\\\"x\\\":1}\"}},"
                    + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\","
                    + "\"arguments\":\"{}\"}}]",
                "tool_calls",
                ""));
  }

  @Test
  void silence_isAnEmptyText() {
    assertThat(write(FinishReason.CONTENT_FILTER, null))
        .isEqualTo(completion("\"content\":\"\",\"refusal\":null", "content_filter", ""));
  }
}
