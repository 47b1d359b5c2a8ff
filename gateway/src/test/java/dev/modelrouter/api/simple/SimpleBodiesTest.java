package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Usage;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimpleBodiesTest {
  private final JsonMapper json = new JsonMapper();

  @Test
  void answer_hasTheInheritedShape() {
    byte[] body =
        SimpleAnswerWriter.write(
            new SimpleAnswer(
                "Hi \"you\"",
                "ollama",
                "llama3.2:1b",
                new Usage(3, 4),
                Map.of("total_duration", 5_000_000_000L, "done", true, "load", 0.5, "model", "x")));
    assertThat(new String(body, UTF_8))
        .isEqualTo(
            "{\"text\":\"Hi \\\"you\\\"\",\"provider\":\"ollama\",\"model\":\"llama3.2:1b\","
                + "\"provider_meta\":{\"model\":\"llama3.2:1b\",\"tokens_prompt\":3,"
                + "\"tokens_completion\":4,\"tokens_total\":7,"
                + "\"done\":true,\"load\":0.5,\"total_duration\":5000000000}}");
  }

  @Test
  void answerWithoutUsage_hasNullCounts() {
    JsonNode meta =
        json.readTree(SimpleAnswerWriter.write(new SimpleAnswer("", "p", "m", null, Map.of())))
            .get("provider_meta");
    assertThat(meta.get("tokens_prompt").isNull()).isTrue();
    assertThat(meta.get("tokens_completion").isNull()).isTrue();
    assertThat(meta.get("tokens_total").isNull()).isTrue();
  }

  @Test
  void factThatIsNotANumberOfJson_isNull() {
    JsonNode meta =
        json.readTree(
                SimpleAnswerWriter.write(
                    new SimpleAnswer("", "p", "m", null, Map.of("a\"b", Double.NaN, "c", "d"))))
            .get("provider_meta");
    assertThat(meta.get("a\"b").isNull()).isTrue();
    assertThat(meta.get("c").asString()).isEqualTo("d");
  }

  @Test
  void anyText_isReadBackByAnotherParser() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        int bound = new int[] {0x30, 0x80, 0x900, 0x110000}[random.nextInt(4)];
        int point = random.nextInt(bound);
        text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? '\u2028' : point);
      }
      byte[] body =
          SimpleAnswerWriter.write(new SimpleAnswer(text.toString(), "p", "m", null, Map.of()));
      assertThat(json.readTree(body).get("text").asString()).isEqualTo(text.toString());
    }
  }

  @Test
  void everyCharacterOfTheBasicPlane_isEscapedOrWrittenRight() {
    for (int c = 0; c < 0x10000; c++) {
      byte[] body = SimpleErrorWriter.sentence("<" + (char) c + ">");
      String expected = Character.isSurrogate((char) c) ? "\uFFFD" : String.valueOf((char) c);
      assertThat(json.readTree(body).get("detail").asString()).isEqualTo("<" + expected + ">");
    }
  }

  @Test
  void failure_namesCodeMessageAndRequest() {
    byte[] body =
        SimpleErrorWriter.failure(GatewayError.of(ErrorCode.CONTENT_POLICY, "no\t\u0001"), "r\"1");
    assertThat(new String(body, UTF_8))
        .isEqualTo(
            "{\"detail\":{\"error\":\"BAD_REQUEST\",\"message\":\"no\\t\\u0001\","
                + "\"request_id\":\"r\\\"1\"}}");
  }

  @Test
  void fieldErrors_areListed() {
    byte[] body =
        SimpleErrorWriter.invalid(
            List.of(
                new FieldError(List.of("body", "messages", 0, "role"), "Field required", "missing"),
                new FieldError(List.of("body", 17), "No", "json_invalid")));
    assertThat(new String(body, UTF_8))
        .isEqualTo(
            "{\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"role\"],"
                + "\"msg\":\"Field required\",\"type\":\"missing\"},"
                + "{\"loc\":[\"body\",17],\"msg\":\"No\",\"type\":\"json_invalid\"}]}");
  }

  @Test
  void sentence_standsAlone() {
    assertThat(new String(SimpleErrorWriter.sentence("Not authenticated"), UTF_8))
        .isEqualTo("{\"detail\":\"Not authenticated\"}");
  }
}
