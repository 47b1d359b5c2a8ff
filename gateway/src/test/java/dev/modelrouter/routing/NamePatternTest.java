package dev.modelrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "claude-*, claude-opus-5, true",
    "claude-*, claude-, true",
    "claude-*, claude, false",
    "*, '', true",
    "*, anything, true",
    "a*b*c, aXXbYYc, true",
    "a*b*c, aXXbYY, false",
    "a*bc, abbcbc, true",
    "*mini, gpt-4o-mini, true",
    "gpt-4o, gpt-4o, true",
    "gpt-4o, GPT-4o, false",
    "gpt-4o, gpt-4o-mini, false",
    "**, x, true",
    "'', '', true",
    "'', x, false",
  })
  void fits(String pattern, String name, boolean fits) {
    assertThat(new NamePattern(pattern).fits(name)).isEqualTo(fits);
  }
}
