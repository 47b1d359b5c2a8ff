package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonScannerTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Reads all strings and whole numbers of a document into a comparable tree. */
  private static Object tree(JsonScanner json) {
    if (json.beginObject()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (boolean first = true; json.nextField(first); first = false) {
        String name = json.name();
        fields.put(name, tree(json));
      }
      return fields;
    }
    if (json.beginArray()) {
      List<Object> elements = new ArrayList<>();
      for (boolean first = true; json.nextElement(first); first = false) {
        elements.add(tree(json));
      }
      return elements;
    }
    if (json.isString()) {
      return json.string();
    }
    if (json.isNumber()) {
      return json.wholeNumber();
    }
    json.skip();
    return "word";
  }

  private static Object tree(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), tree(field.getValue())));
      return fields;
    }
    if (node.isArray()) {
      List<Object> elements = new ArrayList<>();
      node.forEach(element -> elements.add(tree(element)));
      return elements;
    }
    if (node.isString()) {
      return node.asString();
    }
    return node.isNumber() ? node.asLong() : "word";
  }

  private static Object scan(byte[] document) {
    JsonScanner json = new JsonScanner();
    json.reset(document, 0, document.length);
    Object tree = tree(json);
    json.finish();
    return tree;
  }

  private static void skipAll(byte[] document) {
    JsonScanner json = new JsonScanner();
    json.reset(document, 0, document.length);
    json.skip();
    json.finish();
  }

  private static String generated(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> JACKSON.writeValueAsString(text(random));
      case 1 -> Long.toString(random.nextLong() >> random.nextInt(60));
      case 2 -> List.of("true", "false", "null").get(random.nextInt(3));
      case 3 -> "\"\\u00e9\\ud83d\\ude00\\n\\/\"";
      case 4 -> {
        List<String> all = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          all.add(" " + generated(random, depth + 1) + "\n");
        }
        yield "[" + String.join(",", all) + "]";
      }
      default -> {
        List<String> all = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          all.add("\"k" + i + "\" :\t" + generated(random, depth + 1));
        }
        yield "{" + String.join(",", all) + "}";
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(
          List.of(65, 34, 92, 10, 0xE9, 0x20AC, 0x1F600, 47).get(random.nextInt(8)));
    }
    return text.toString();
  }

  @Test
  void readsWhatJacksonReads() {
    for (int seed = 0; seed < 3_000; seed++) {
      String document = generated(new Random(seed), 0);
      assertThat(scan(document.getBytes(UTF_8)))
          .as(document)
          .isEqualTo(tree(JACKSON.readTree(document)));
    }
  }

  @Test
  void refusesWhatJacksonRefuses_whenBytesAreChanged() {
    int refused = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] document = ("{\"a\":" + generated(random, 0) + "}").getBytes(UTF_8);
      document[random.nextInt(document.length)] =
          (byte) "{}[],:\"\\ x1-".charAt(random.nextInt(12));
      boolean valid = true;
      try {
        JACKSON.readTree(document);
      } catch (JacksonException e) {
        valid = false;
        refused++;
      }
      try {
        skipAll(document);
      } catch (MalformedJsonException e) {
        assertThat(valid).as(new String(document, UTF_8)).isFalse();
      }
      if (valid) {
        skipAll(document);
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void strictScanner_takesExactlyWhatJacksonTakes_whenBytesAreChanged() {
    int refused = 0;
    for (int seed = 0; seed < 30_000; seed++) {
      Random random = new Random(seed);
      byte[] document = ("{\"a\":" + generated(random, 0) + "}").getBytes(UTF_8);
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(document.length);
        document[at] =
            random.nextInt(3) == 0
                ? (byte) random.nextInt(256)
                : (byte) "{}[],:\"\\ x1-0.eEu\u00c2\u00ed".charAt(random.nextInt(19));
      }
      boolean valid = isValid(document);
      refused += valid ? 0 : 1;
      JsonScanner json = JsonScanner.strict();
      json.reset(document, 0, document.length);
      boolean taken = true;
      try {
        json.skip();
        json.finish();
      } catch (MalformedJsonException e) {
        taken = false;
        assertThat(e.what()).matches(".* at byte \\d+");
      }
      assertThat(taken).as(new String(document, ISO_8859_1)).isEqualTo(valid);
    }
    assertThat(refused).isBetween(5_000, 28_000);
  }

  private static boolean isValid(byte[] document) {
    try {
      JACKSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString());
      return true;
    } catch (JacksonException | CharacterCodingException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[",
        "\"",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{} {}",
        "tru",
        "nulll",
        "\"a\nb\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12",
        "\"\\u12g4\"",
        "<html>",
        "}",
        "]",
        ","
      })
  void refusesWhatIsNoDocument(String document) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> scan(document.getBytes(UTF_8)));
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    byte[] deep = "[".repeat(600).getBytes(UTF_8);
    assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> skipAll(deep));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e3", "1.9", "-7", "99999999999999999999", "-0", "1E400"})
  void readsOddNumbersAsJavaDoes(String number) {
    JsonScanner json = new JsonScanner();
    byte[] document = number.getBytes(UTF_8);
    json.reset(document, 0, document.length);
    assertThat(json.wholeNumber()).isEqualTo((long) Double.parseDouble(number));
  }
}
