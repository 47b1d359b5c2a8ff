package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleRequestDecoderFuzzTest {
  /** A linear reader needs a tenth of a second for the largest body; a quadratic one, hours. */
  private static final Duration AMPLE = Duration.ofSeconds(20);

  private static final int LARGEST = 10 * 1024 * 1024;

  private static final String[] SEEDS = {
    "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
    "{\"messages\":[{\"role\":\"system\",\"content\":\"ñ\\u00f1\\ud83c\\udf89\\n\"},"
        + "{\"role\":\"user\",\"content\":\"日本 🎉\",\"x\":[1.5e3,{}]}],\"max_tokens\":100,"
        + "\"temperature\":0.7,\"stream\":true,\"metadata\":{\"a\":{\"b\":null}},"
        + "\"model\":\"m\",\"provider\":\"groq\"}"
  };

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\u",
    "\\ud800",
    "\\u0000",
    "null",
    "true",
    "1e999",
    "-",
    "9".repeat(200),
    "\"role\":",
    "\"messages\":",
    "\"max_tokens\":",
    "\"model\":\"a\",",
    "\u0000",
    "é",
    "🎉",
    " ",
    "[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":",
    "//",
    "NaN"
  };

  private final SimpleRequestDecoder decoder = new SimpleRequestDecoder();

  @Test
  void mutatedBodies_neverThrow() {
    Random random = new Random(20261123);
    assertTimeoutPreemptively(
        AMPLE,
        () -> {
          int valid = 0;
          for (int i = 0; i < 60_000; i++) {
            byte[] body = SEEDS[i % SEEDS.length].getBytes(UTF_8);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
              body = mutate(body, random);
            }
            valid += check(body);
          }
          assertThat(valid).isBetween(1_000, 59_000);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":9…9}",
        "{\"x\":-0.9…9e-9}",
        "{\"max_tokens\":9…9}",
        "{\"max_tokens\":1e9…9}",
        "{\"temperature\":0.9…9}",
        "{\"9…9\":1}",
        "{\"messages\":[{\"role\":\"9…9\"}]}",
        "[…[",
        "{\"a\":…{",
        "{\"messages\":[{},…{}]}",
        "{\"model\":0,…}",
        "\"…\"",
        " … ",
        "\\…\\"
      })
  void largestHostileBody_isRefusedInTime(String shape) {
    int dots = shape.indexOf('…');
    String repeated =
        switch (shape) {
          case "{\"a\":…{" -> "{\"a\":";
          case "{\"messages\":[{},…{}]}" -> "{},";
          case "{\"model\":0,…}" -> "\"model\":0,";
          default -> shape.substring(dots - 1, dots);
        };
    String body =
        shape.substring(0, dots)
            + repeated.repeat(LARGEST / repeated.length())
            + shape.substring(dots + 1);
    byte[] bytes = body.getBytes(UTF_8);
    assertTimeoutPreemptively(AMPLE, () -> assertThat(check(bytes)).isZero());
  }

  @Test
  void manyDistinctNames_areReadInTime() {
    StringBuilder body = new StringBuilder("{\"metadata\":{");
    for (int i = 0; body.length() < LARGEST; i++) {
      body.append("\"k").append(i * 7919L).append("\":1,");
    }
    body.append("\"k\":1},\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}");
    byte[] bytes = body.toString().getBytes(UTF_8);
    assertTimeoutPreemptively(AMPLE, () -> assertThat(check(bytes)).isOne());
  }

  /** One for a valid body, zero for an invalid one; fails where either breaks its promises. */
  private int check(byte[] body) {
    return switch (decoder.decode(body, false)) {
      case DecodeResult.Valid(ChatRequest request) -> {
        assertThat(request.sampling().maxTokens()).isBetween(1, 4096);
        assertThat(request.sampling().temperature()).isBetween(0.0, 2.0);
        for (Message message : request.messages()) {
          String content = message.text();
          assertThat(UTF_8.newEncoder().canEncode(content)).isTrue();
          assertThat(content.indexOf(0)).isEqualTo(-1);
        }
        yield 1;
      }
      case DecodeResult.Invalid(var errors) -> {
        assertThat(errors).isNotEmpty().hasSizeLessThanOrEqualTo(FieldErrors.MAX + 1);
        for (FieldError error : errors) {
          assertThat(error.msg().length()).isBetween(1, 250);
        }
        yield 0;
      }
    };
  }

  private static byte[] mutate(byte[] body, Random random) {
    int at = random.nextInt(body.length + 1);
    int to = Math.min(body.length, at + random.nextInt(8));
    return switch (random.nextInt(4)) {
      case 0 -> join(body, at, new byte[0], to);
      case 1 -> join(body, at, PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8), at);
      case 2 -> join(body, at, new byte[] {(byte) random.nextInt(256)}, Math.max(at, to));
      default -> join(body, to, Arrays.copyOfRange(body, at, to), to);
    };
  }

  private static byte[] join(byte[] body, int head, byte[] middle, int tail) {
    byte[] joined = Arrays.copyOf(body, head + middle.length + body.length - tail);
    System.arraycopy(middle, 0, joined, head, middle.length);
    System.arraycopy(body, tail, joined, head + middle.length, body.length - tail);
    return joined;
  }
}
