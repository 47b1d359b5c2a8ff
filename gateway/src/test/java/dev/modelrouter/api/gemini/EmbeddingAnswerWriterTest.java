package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingAnswerWriterTest {
  private static @Nullable String write(boolean batch, String answer) {
    byte[] written = EmbeddingAnswerWriter.write(batch, answer.getBytes(UTF_8));
    return written == null ? null : new String(written, UTF_8);
  }

  @Test
  void vectors_keepEveryDigit() {
    assertThat(
            write(
                true,
                "{\"data\":[{\"embedding\":[0.10,1e-7]},{\"embedding\":[ 2 ]}],"
                    + "\"usage\":{\"prompt_tokens\":8}}"))
        .isEqualTo(
            "{\"embeddings\":[{\"values\":[0.10,1e-7]},{\"values\":[ 2 ]}],"
                + "\"usageMetadata\":{\"promptTokenCount\":8,\"totalTokenCount\":8}}");
    assertThat(write(false, "{\"data\":[{\"embedding\":[0.10]}]}"))
        .isEqualTo("{\"embedding\":{\"values\":[0.10]}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ \"embeddings\":[{\"values\":[1.0]}]}", "{\"embedding\":{}, \"x\":1}"})
  void geminisOwn_staysAsItIs(String answer) {
    assertThat(write(true, answer)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"data\":[{\"embedding\":\"AACAPw==\"}]}",
        "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}"
      })
  void notOneVector_isNotWritten(String answer) {
    assertThat(write(false, answer)).isNull();
  }
}
