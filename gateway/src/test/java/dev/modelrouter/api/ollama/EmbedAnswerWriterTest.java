package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedAnswerWriterTest {
  private static final String OPENAI =
      "{\"object\":\"list\",\"data\":[{\"embedding\":[0.10,1e-7],\"index\":0},"
          + "{\"index\":1,\"embedding\":[ 2 ]}],\"model\":\"e\\\"\","
          + "\"usage\":{\"prompt_tokens\":8}}";

  private static @Nullable String write(EmbedEndpoint form, String answer) {
    byte[] written = EmbedAnswerWriter.write(form, answer.getBytes(UTF_8), 7);
    return written == null ? null : new String(written, UTF_8);
  }

  @Test
  void vectors_keepEveryDigit() {
    assertThat(write(EmbedEndpoint.INPUT, OPENAI))
        .isEqualTo(
            "{\"model\":\"e\\\"\",\"embeddings\":[[0.10,1e-7],[ 2 ]],\"total_duration\":7,"
                + "\"load_duration\":0,\"prompt_eval_count\":8}");
    assertThat(write(EmbedEndpoint.PROMPT, OPENAI)).isEqualTo("{\"embedding\":[0.10,1e-7]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ \"embeddings\":[[1]],\"x\":1}", "{\"embedding\":[1.0]}"})
  void ollamasOwn_staysAsItIs(String answer) {
    assertThat(write(EmbedEndpoint.INPUT, answer)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"data\":[]}",
        "{\"data\":[7]}",
        "{\"data\":[{\"index\":0}]}",
        "{\"data\":[{\"embedding\":\"AACAPw==\"}]}",
        "{\"data\":[{\"embedding\":[1]},{\"embedding\":\"AACAPw==\"}]}",
        "{\"data\":[{\"embedding\":[1]"
      })
  void whatHoldsNoVectors_isNotWritten(String answer) {
    assertThat(write(EmbedEndpoint.INPUT, answer)).isNull();
  }
}
