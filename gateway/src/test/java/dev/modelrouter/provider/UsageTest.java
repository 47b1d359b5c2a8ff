package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.ProviderStreams.Result;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What providers count is read alike on both paths, streamed and whole. */
class UsageTest {
  private static final String TOTALS = "\"prompt_tokens\":100,\"completion_tokens\":20";

  static Stream<Arguments> usages() {
    return Stream.of(
        Arguments.of("moonshot", TOTALS + ",\"cached_tokens\":80", 80, 0, 0),
        Arguments.of(
            "deepseek",
            TOTALS + ",\"prompt_cache_hit_tokens\":70,\"prompt_cache_miss_tokens\":30",
            70,
            0,
            0),
        Arguments.of(
            "openrouter",
            TOTALS + ",\"prompt_tokens_details\":{\"cached_tokens\":10,\"cache_write_tokens\":60}",
            10,
            60,
            0),
        Arguments.of(
            "moonshot",
            TOTALS + ",\"cached_tokens\":80,\"prompt_tokens_details\":{\"cached_tokens\":80}",
            80,
            0,
            0),
        Arguments.of(
            "vercel",
            TOTALS + ",\"cache_read_input_tokens\":5,\"cache_creation_input_tokens\":6",
            5,
            6,
            0),
        Arguments.of(
            "openai",
            TOTALS
                + ",\"completion_tokens_details\":{\"reasoning_tokens\":7},\"prompt_tokens_details\":null",
            0,
            0,
            7));
  }

  @ParameterizedTest
  @MethodSource("usages")
  void counters_areRead(String id, String usage, long cached, long written, long reasoning) {
    ProviderStreams provider = ProviderStreams.of(id);
    String stream =
        "data:"
            + " {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"usage\":{"
            + usage
            + "}}\n\ndata: [DONE]\n\n";
    String whole =
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"usage\":{"
            + usage
            + "}}";

    for (Result result :
        List.of(
            provider.events(stream),
            provider.relayed(stream),
            provider.whole(whole),
            provider.passed(whole))) {
      assertThat(result.events())
          .contains(new ChatEvent.UsageReported(new Usage(100, 20, cached, written, reasoning)));
    }
  }
}
