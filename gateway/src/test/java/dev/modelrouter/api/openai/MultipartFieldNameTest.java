package dev.modelrouter.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.UntranslatableRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFieldNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "form-data; name=\"model\"|model",
        "form-data;name=model|model",
        "form-data; NAME = \"model\"; filename=\"a.wav\"|model",
        "form-data; filename=\"a; name=model\"; name=\"file\"|file",
        "form-data; name=\"a\\\"b\"|a\"b",
        "form-data; name=\"\"|``",
      })
  void name_isThatOfTheParameter(String disposition, String name) {
    assertThat(
            MultipartFieldName.of(
                "Content-Type: x\r\ncontent-disposition: " + disposition + "\r\n"))
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: form-data; name=\"file\"; name=\"model\"",
        "Content-Disposition: form-data; name=\"model\"; name*=UTF-8''file",
        "Content-Disposition: form-data; name=\"file\"\r\n"
            + "Content-Disposition: form-data; name=\"model\"",
        "Content-Disposition: form-data; name=\"fi\r\n le\"",
        "Content-Disposition: form-data; name=\"model",
      })
  void head_thatTwoReadersCouldUnderstandDifferently_isRefused(String head) {
    assertThatThrownBy(() -> MultipartFieldName.of(head + "\r\n"))
        .isInstanceOf(UntranslatableRequestException.class);
  }

  @Test
  void head_withoutName_hasNone() {
    assertThat(MultipartFieldName.of("Content-Type: x\r\n")).isNull();
    assertThat(MultipartFieldName.of("Content-Disposition: form-data\r\n")).isNull();
  }
}
