package dev.modelrouter.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void quote_escapesWhatMustBe() {
    assertThat(Json.quote("a\"\\\n\r\t\u0001é😀")).isEqualTo("\"a\\\"\\\\\\n\\r\\t\\u0001é😀\"");
  }

  @Test
  void quote_ofHalfACharacter_isEscaped() {
    assertThat(Json.quote("😀".substring(0, 1) + "x" + "😀".substring(1)))
        .isEqualTo("\"\\ud83dx\\ude00\"");
  }

  @Test
  void fields_keepValuesAsWritten() {
    assertThat(Json.fields(" { \"a\" : [1,{\"}\":2}] ,\"b\":\"x\\\"}\",\"c\":null,\"d\":-1e3 } "))
        .containsExactly(
            entry("a", "[1,{\"}\":2}]"),
            entry("b", "\"x\\\"}\""),
            entry("c", "null"),
            entry("d", "-1e3"));
    assertThat(Json.fields("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":\"",
        "{\"a\":[}",
        "{}x",
        "{a:1}"
      })
  void fields_ofWhatIsNoObject_fail(String text) {
    assertThatThrownBy(() -> Json.fields(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
