package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"w\": \"sch\\u00f6n \\u6771\"}|{\"w\":\"schön 東\"}",
        "[\"\\ud83c\\udf89\"]|[\"🎉\"]",
        "[\"\\ud83c x\"]|[\"\\ud83c x\"]",
        "[\"\\udf89\\ud83c\"]|[\"\\udf89\\ud83c\"]",
        "[\"\\u0000\\u001f\\u0022\\u005c\"]|[\"\\u0000\\u001f\\u0022\\u005c\"]",
        "[\"\\\\u00f6\\n\\\"\"]|[\"\\\\u00f6\\n\\\"\"]",
        "{\"\\u00f6\" : 1e400}|{\"ö\":1e400}",
      })
  void escapes_becomeTheirCharacters_whereJsonLetsThem(String json, String readable) {
    assertThat(ReadableJson.of(json)).isEqualTo(readable);
  }
}
