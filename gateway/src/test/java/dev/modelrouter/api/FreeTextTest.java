package dev.modelrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreeTextTest {
  @Test
  void freeText_isUnwrapped_fromWhateverTheModelWrote() {
    assertThat(FreeText.unwrap("{\"input\":\"a\\u00e9\\n\"}")).isEqualTo("aé\n");
    assertThat(FreeText.unwrap(" {\"x\":[1], \"input\":\"b\"} ")).isEqualTo("b");
    assertThat(FreeText.unwrap("{\"input\":3}")).isEqualTo("{\"input\":3}");
    assertThat(FreeText.unwrap("just text")).isEqualTo("just text");
    assertThat(FreeText.unwrap("{\"input\":\"cut")).isEqualTo("{\"input\":\"cut");
    assertThat(FreeText.unwrap("")).isEmpty();
    assertThat(FreeText.unwrap(FreeText.wrap("\"\\🎉\u0000"))).isEqualTo("\"\\🎉\u0000");
  }
}
