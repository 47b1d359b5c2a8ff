package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.Fixture;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, head and reader answer with what they mean or with what is wrong. */
class OllamaRequestReaderFuzzTest {
  private static final List<String> SNIPPETS =
      List.of(
          "{}",
          "[]",
          "null",
          "\"\"",
          "true",
          "-0",
          "1e999999999",
          "1e-999999999",
          "[1e400,{}]",
          "\"\\ud83d\"",
          "\"data:;base64,\"",
          "\"data:,\"",
          "\"AAAA\"",
          "\\",
          "\"",
          ",",
          ":",
          "]",
          "}",
          "\u0000");

  @Test
  void brokenBodies_areReadOrRefused() {
    Random random = new Random(11);
    int asked = 0;
    int settled = 0;
    int refused = 0;
    for (Fixture fixture : Fixture.in("ollama-requests", ".json")) {
      OllamaEndpoint form =
          fixture.toString().contains("generate") ? OllamaEndpoint.GENERATE : OllamaEndpoint.CHAT;
      String good = new String(fixture.bytes(), UTF_8);
      for (int round = 0; round < 3000; round++) {
        byte[] json = broken(good, random).getBytes(UTF_8);
        try {
          if (OllamaEnvelope.read(form.asking(), json).asks()) {
            assertThat(OllamaRequestReader.read(form, json, ModelId.ANY, true).messages())
                .isNotEmpty();
            asked++;
          } else {
            settled++;
          }
        } catch (UntranslatableRequestException e) {
          assertThat(e).message().isNotBlank();
          refused++;
        }
      }
    }
    assertThat(asked).isGreaterThan(1000);
    assertThat(settled).isGreaterThan(10);
    assertThat(refused).isGreaterThan(1000);
  }

  /** Puts a value of another kind in the place of one, or something odd anywhere. */
  private static String broken(String good, Random random) {
    String snippet = SNIPPETS.get(random.nextInt(SNIPPETS.size()));
    int at = random.nextInt(good.length());
    int colon = good.indexOf(": ", at);
    if (colon < 0 || random.nextInt(4) == 0) {
      int to = Math.min(good.length(), at + random.nextInt(3));
      return good.substring(0, at) + snippet + good.substring(to);
    }
    int end = colon + 2;
    while (",\n".indexOf(good.charAt(end)) < 0) {
      end++;
    }
    return good.substring(0, colon + 2) + snippet + good.substring(end);
  }
}
