package dev.modelrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CustomToolAdapterTest {
  @Test
  void freeText_isUnwrapped_fromWhateverTheModelWrote() {
    assertThat(CustomToolAdapter.unwrap("{\"input\":\"a\\u00e9\\n\"}")).isEqualTo("aé\n");
    assertThat(CustomToolAdapter.unwrap(" {\"x\":[1], \"input\":\"b\"} ")).isEqualTo("b");
    assertThat(CustomToolAdapter.unwrap("{\"input\":3}")).isEqualTo("{\"input\":3}");
    assertThat(CustomToolAdapter.unwrap("just text")).isEqualTo("just text");
    assertThat(CustomToolAdapter.unwrap("{\"input\":\"cut")).isEqualTo("{\"input\":\"cut");
    assertThat(CustomToolAdapter.unwrap("")).isEmpty();
    assertThat(CustomToolAdapter.unwrap(CustomToolAdapter.wrap("\"\\🎉\u0000")))
        .isEqualTo("\"\\🎉\u0000");
  }
}
