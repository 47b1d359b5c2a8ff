package dev.modelrouter.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first object of a stream says of itself. */
class FirstJsonObjectTest {
  private static Map<String, String> strings(String opening) {
    return FirstJsonObject.strings(opening.getBytes(UTF_8));
  }

  @Test
  void itsOwnStrings_areRead_fromLinesAndFromEvents() {
    String object = "{\"a\":\"é\\n\",\"n\":1,\"in\":{\"a\":\"other\"},\"b\":\"\"}";
    Map<String, String> wanted = Map.of("a", "é\n", "b", "");

    assertThat(strings(object + "\n{\"a\":\"next\"}\n")).isEqualTo(wanted);
    assertThat(strings("data: " + object + "\n\n")).isEqualTo(wanted);
    assertThat(strings(": hi\r\n\r\nevent: x\r\ndata:" + object + "\r\n\r\n")).isEqualTo(wanted);
  }

  @Test
  void brokenOnes_arePassedOver() {
    assertThat(strings("data: {broken\n\ndata: {\"a\":\"b\"}\n\n")).isEqualTo(Map.of("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "data: [DONE]\n\n", "{\"a\":\"b\"}", "{\"a\":\n\"b\"}\n"})
  void nothing_whereNoneIsWhole(String opening) {
    assertThat(strings(opening)).isEmpty();
  }
}
