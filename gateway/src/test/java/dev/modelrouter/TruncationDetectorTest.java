package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncationDetectorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "routes:|routes",
        "providers:~  acme: {base_url: x}~routes:  # public names|routes",
        "routes:~  smart:|smart",
        "routes:~  smart:~    targets:|targets",
        "routes:~  smart:~    - target: a/b~    - target:|target",
        "routes:~  \"claude-*\":|\"claude-*\"",
        "providers:|providers",
        "providers:~  acme:~    base_url:|base_url",
        "providers:~  groq:|-",
        "providers:~  groq:~  openai:|-",
        "routes: {}|-",
        "routes:~  smart: [a/b]|-",
        "routes:~  smart:~    - a/b|-",
        "server: {base_url: http://h:1}|-",
        "# routes:|-",
        "''|-",
      })
  void keyWithoutValue_findsAnEndThatMeansNothing(String text, String key) {
    assertThat(TruncationDetector.keyWithoutValue(text.replace("~", "\n") + "\n")).isEqualTo(key);
  }

  @Test
  void withinLine_unlessABreakOrAClosingSignEndsIt() {
    assertThat(TruncationDetector.withinLine("base_url: http://gpu.inter")).isTrue();
    assertThat(TruncationDetector.withinLine("API_KEY=abc")).isTrue();
    assertThat(TruncationDetector.withinLine("routes: {a: [b]}")).isFalse();
    assertThat(TruncationDetector.withinLine("a: 'b'")).isFalse();
    assertThat(TruncationDetector.withinLine("a: b\n")).isFalse();
    assertThat(TruncationDetector.withinLine("")).isFalse();
  }
}
