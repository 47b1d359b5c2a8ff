package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.ModelFieldRewriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaEnvelopeTest {
  private static OllamaEnvelope read(OllamaEndpoint form, String json) {
    return OllamaEnvelope.read(form.asking(), json.getBytes(UTF_8));
  }

  private static OllamaEnvelope chat(String json) {
    return read(OllamaEndpoint.CHAT, json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"a/b:latest\"}|a/b",
        "{\"model\":\"llama3.2:1b\"}|llama3.2:1b",
        "{\"mod\\u0065l\":\"\\u0061\"}|a",
        "{\"model\":null}|''",
        "{}|''"
      })
  void model_isNamedWithoutTheTagThatSaysNothing(String json, String model) {
    assertThat(chat(json).model()).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|true",
        "{\"stream\":null}|true",
        "{\"stream\":true}|true",
        "{\"stream\":false}|false"
      })
  void stream_isWantedUnlessTheCallerSaysNo(String json, boolean stream) {
    assertThat(chat(json).stream()).isEqualTo(stream);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHAT|{}|false",
        "CHAT|{\"messages\":null}|false",
        "CHAT|{\"messages\": [ ] }|false",
        "CHAT|{\"messages\":[{}]}|true",
        "CHAT|{\"m\\u0065ssages\":[{}, []]}|true",
        "CHAT|{\"messages\":{}}|true",
        "CHAT|{\"prompt\":\"a\"}|false",
        "GENERATE|{\"prompt\":\"\"}|false",
        "GENERATE|{\"prompt\": null ,\"images\":[]}|false",
        "GENERATE|{\"prompt\": \"a\"}|true",
        "GENERATE|{\"prompt\":\"\",\"images\":[\"x\"]}|true",
        "GENERATE|{\"prompt\":7}|true",
        "GENERATE|{\"messages\":[{}]}|false"
      })
  void somethingIsAsked_whereThereIsAMessageOrAPrompt(
      OllamaEndpoint form, String json, boolean asks) {
    assertThat(read(form, json).asks()).isEqualTo(asks);
  }

  @Test
  void body_isKeptAsItIs_butForTheModel() {
    String body = "{ \"odd\":1e400,\"model\" : \"x\" , \"options\":{\"model\":\"y\"}}";

    assertThat(new String(ModelFieldRewriter.of(chat(body).fields(), "z\""), UTF_8))
        .isEqualTo("{ \"odd\":1e400,\"model\" : \"z\\\"\" , \"options\":{\"model\":\"y\"}}");
    assertThat(new String(ModelFieldRewriter.of(chat("{}").fields(), "z"), UTF_8))
        .isEqualTo("{\"model\":\"z\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":7}|model",
        "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}|model",
        "{\"stream\":\"yes\"}|stream",
        "{\"stream\":true,\"stream\":false}|stream"
      })
  void ownedField_wrongOrTwice_isRefusedByName(String json, String field) {
    assertThatThrownBy(() -> chat(json))
        .isInstanceOfSatisfying(
            UntranslatableRequestException.class, e -> assertThat(e.parameter()).isEqualTo(field));
  }

  @Test
  void nameThatIsTooLong_isRefused() {
    assertThatThrownBy(() -> chat("{\"model\":\"" + "a".repeat(600) + "\"}"))
        .hasMessageContaining("512");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"a\":}", "{}x", "\"model\"", "{\"messages\":[}"})
  void whatIsNoJsonObject_isRefused(String json) {
    assertThatThrownBy(() -> chat(json)).isInstanceOf(UntranslatableRequestException.class);
  }
}
