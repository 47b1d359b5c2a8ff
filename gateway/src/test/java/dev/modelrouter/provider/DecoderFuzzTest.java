package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.ProviderStreams.Result;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Fixture;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever bytes a provider sends, its codecs throw nothing, come to exactly one end, and mean the
 * same end on both paths.
 */
class DecoderFuzzTest {
  private static final Cuts.Cut UNCUT = (bytes, reader) -> reader.feed(bytes, 0, bytes.length);
  private static final int SEEDS = 60;
  private static final byte[] ODD = "\"\\{}[]:,\n\r0e\u0000 ".getBytes(UTF_8);

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length - random.nextInt(bytes.length / 2));
    for (int i = random.nextInt(4); i > 0; i--) {
      copy[random.nextInt(copy.length)] = ODD[random.nextInt(ODD.length)];
    }
    return copy;
  }

  private static void assertOneEnd(Result result) {
    assertThat(result.events().stream().filter(DecoderFuzzTest::isEnd)).hasSize(1);
    assertThat(result.last()).matches(DecoderFuzzTest::isEnd);
  }

  private static boolean isEnd(ChatEvent event) {
    return event instanceof ChatEvent.Completed || event instanceof ChatEvent.Failed;
  }

  @ParameterizedTest
  @CsvSource({
    "openai, openai, .sse",
    "groq, groq, .sse",
    "mistral, mistral, .sse",
    "gemini-openai, gemini-openai, .sse",
    "anthropic, anthropic, .sse",
    "gemini, gemini, .sse",
    "ollama, ollama, .ndjson"
  })
  void mutatedStreams_endOnce_andAlikeOnBothPaths(String id, String folder, String ending) {
    ProviderStreams provider = ProviderStreams.of(id);
    for (Fixture fixture : Fixture.in(folder, ending)) {
      for (int seed = 0; seed < SEEDS; seed++) {
        byte[] sent = mutated(fixture.bytes(), new Random(seed));
        Result read = provider.events(sent, UNCUT);
        Result relayed = provider.relayed(sent, UNCUT);

        assertOneEnd(read);
        assertOneEnd(relayed);
        if (!fixture.toString().contains("-n2-")) {
          assertThat(relayed.completed()).as("%s %d", fixture, seed).isEqualTo(read.completed());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"openai, openai", "anthropic, anthropic", "gemini, gemini", "ollama, ollama"})
  void mutatedWholeAnswers_endOnce(String id, String folder) {
    ProviderStreams provider = ProviderStreams.of(id);
    for (Fixture fixture : Fixture.in(folder, ".json")) {
      for (int seed = 0; seed < SEEDS; seed++) {
        String sent = new String(mutated(fixture.bytes(), new Random(seed)), UTF_8);

        assertOneEnd(provider.whole(sent));
        assertOneEnd(provider.passed(sent));
      }
    }
  }
}
