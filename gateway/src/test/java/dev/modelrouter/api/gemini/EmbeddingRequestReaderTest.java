package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingRequestReaderTest {
  private static final ModelId MODEL = new ModelId("p", "m");

  private static OpenAiForm read(boolean batch, String json) {
    return EmbeddingRequestReader.read(batch, json.getBytes(UTF_8), MODEL);
  }

  private static String written(OpenAiForm openAiForm) {
    return new String(openAiForm.request().body().bytes(), UTF_8);
  }

  @Test
  void single_text_isInput() {
    OpenAiForm one =
        read(
            false,
            "{\"model\":\"models/x\",\"content\":{\"parts\":[{\"text\":\"a\\n"
                + "\"},{\"text\":\"東京\"}]},\"output_dimensionality\":\"256\"}");

    assertThat(written(one))
        .isEqualTo("{\"encoding_format\":\"float\",\"input\":\"a\\n\\n東京\",\"dimensions\":256}");
    assertThat(one.request().model()).isEqualTo(MODEL);
    assertThat(one.untranslatable()).isEmpty();
  }

  @Test
  void batch_texts_areInputInTheirOrder() {
    OpenAiForm several =
        read(
            true,
            "{\"requests\":[{\"content\":{\"parts\":{\"text\":\"a\"}},\"taskType\":\"CLUSTERING\"},"
                + "{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"task_type\":\"X\",\"title\":\"t\"}]}");

    assertThat(written(several))
        .isEqualTo("{\"encoding_format\":\"float\",\"input\":[\"a\",\"b\"]}");
    assertThat(several.untranslatable()).containsExactly("taskType", "title");
  }

  @Test
  void batch_sameDimensions_areSaidOnce() {
    String one = "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":8}";

    assertThat(written(read(true, "{\"requests\":[" + one + "," + one + "]}")))
        .isEqualTo("{\"encoding_format\":\"float\",\"input\":[\"a\",\"a\"],\"dimensions\":8}");
    assertThatThrownBy(
            () -> read(true, "{\"requests\":[" + one + "," + one.replace("8", "9") + "]}"))
        .isInstanceOf(UntranslatableRequestException.class);
  }

  @Test
  void batch_moreThanTheMostRequests_isRefused() {
    String one = "{\"content\":{\"parts\":[{\"text\":\"a\"}]}}";
    String max = String.join(",", Collections.nCopies(2_048, one));

    assertThat(written(read(true, "{\"requests\":[" + max + "]}"))).contains("\"a\",\"a\"");
    assertThatThrownBy(() -> read(true, "{\"requests\":[" + max + "," + one + "]}"))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(e.isPartial()).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|{\"content\":{\"parts\":[{\"text\":\"a\"}]}}|requests|false",
        "true|{\"requests\":[]}|requests|false",
        "true|{\"requests\":[{}]}|requests[0].content|true",
        "true|{\"requests\":[{\"content\":{\"parts\":[]}}]}|requests[0].content.parts|true",
        "false|{\"requests\":[]}|requests|false",
        "false|{\"content\":\"a\"}|content|false",
        "false|{}|content|false",
        "false|{\"content\":{\"parts\":[{\"text\":7}]}}|content.parts[0].text|true",
        "false|{\"content\":{\"parts\":[{\"inlineData\":{}}]}}|content.parts[0]|true",
        "false|{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":0}"
            + "|outputDimensionality|false",
        "true|{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},{\"content\":{\"parts\":"
            + "[{\"text\":\"a\"}]},\"outputDimensionality\":8}]}"
            + "|requests[1].outputDimensionality|true"
      })
  void wrongField_isNamed(boolean batch, String json, String field, boolean partial) {
    assertThatThrownBy(() -> read(batch, json))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class,
            e -> {
              assertThat(e.parameter()).isEqualTo(field);
              assertThat(e.isPartial()).isEqualTo(partial);
            });
  }
}
