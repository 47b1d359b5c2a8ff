package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.UntranslatableRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedRequestReaderTest {
  private static OpenAiForm read(EmbedEndpoint form, String json, String model) {
    return EmbedRequestReader.read(
        form, json.getBytes(UTF_8), model, name -> new ModelId("p", name));
  }

  private static String said(OpenAiForm openAiForm) {
    return new String(openAiForm.request().body().bytes(), UTF_8);
  }

  @Test
  void textOrTexts_areInput() {
    OpenAiForm one = read(EmbedEndpoint.INPUT, "{\"input\":\"a\\n\"}", "m");
    OpenAiForm several = read(EmbedEndpoint.INPUT, "{\"input\":[\"a\",\"東京\"]}", "");

    assertThat(said(one))
        .isEqualTo("{\"encoding_format\":\"float\",\"model\":\"m\",\"input\":\"a\\n\"}");
    assertThat(one.request().model()).isEqualTo(new ModelId("p", "m"));
    assertThat(said(several)).isEqualTo("{\"encoding_format\":\"float\",\"input\":[\"a\",\"東京\"]}");
    assertThat(several.request().model()).isEqualTo(ModelId.ANY);
  }

  @Test
  void dimensions_areSaid_whereThereAreAny() {
    assertThat(said(read(EmbedEndpoint.INPUT, "{\"input\":\"a\",\"dimensions\":256.0}", "m")))
        .contains(",\"dimensions\":256,");
    OpenAiForm older = read(EmbedEndpoint.PROMPT, "{\"prompt\":\"a\",\"dimensions\":256}", "m");
    assertThat(said(older)).doesNotContain("dimensions");
    assertThat(older.untranslatable()).containsExactly("dimensions");
  }

  @Test
  void whatHasNoWord_isNamed_butNotHowTheServerWorks() {
    assertThat(
            read(
                    EmbedEndpoint.INPUT,
                    "{\"input\":\"a\",\"model\":\"m\",\"truncate\":false,\"keep_alive\":0,"
                        + "\"options\":{\"num_ctx\":1},\"prompt\":\"a\",\"odd\":false}",
                    "m")
                .untranslatable())
        .containsExactly("options", "prompt", "odd");
    assertThat(
            read(EmbedEndpoint.INPUT, "{\"input\":\"a\",\"options\":{},\"odd\":null}", "m")
                .untranslatable())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INPUT|{\"input\":7}|input",
        "INPUT|{\"input\":[1,2]}|input[0]",
        "INPUT|{\"input\":\"a\",\"dimensions\":0}|dimensions",
        "PROMPT|{\"prompt\":[\"a\"]}|prompt"
      })
  void wrongField_isNamed(EmbedEndpoint form, String json, String field) {
    assertThatThrownBy(() -> read(form, json, "m"))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(e.parameter()).isEqualTo(field));
  }
}
