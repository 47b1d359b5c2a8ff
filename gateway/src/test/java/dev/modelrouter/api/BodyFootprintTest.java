package dev.modelrouter.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyFootprintTest {
  private static long of(String json) {
    return BodyFootprint.of(json.getBytes(UTF_8));
  }

  @Test
  void of_longText_isSmall_whateverStandsInIt() {
    assertThat(of("{\"x\":\"" + "[{,\\\"".repeat(10_000) + "\"}")).isLessThan(1_000);
  }

  @Test
  void of_manySmallValues_isManyTimesTheirBytes() {
    String json = "[" + "{\"\":0},".repeat(10_000) + "0]";
    assertThat(of(json)).isGreaterThan(15L * json.length());
  }

  @Test
  void of_whatIsNoJson_isSomeNumber() {
    assertThat(of("")).isZero();
    assertThat(of("\"\\")).isPositive();
    assertThat(of("\"abc")).isPositive();
  }
}
