package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8ValidationTest {
  private static final byte[] LEADS = {
    0x41,
    '\\',
    (byte) 0x80,
    (byte) 0xBF,
    (byte) 0xC0,
    (byte) 0xC2,
    (byte) 0xDF,
    (byte) 0xE0,
    (byte) 0xE1,
    (byte) 0xED,
    (byte) 0xEF,
    (byte) 0xF0,
    (byte) 0xF1,
    (byte) 0xF4,
    (byte) 0xF5,
    (byte) 0xFF,
    (byte) 0x9F,
    (byte) 0xA0,
    (byte) 0x90,
    (byte) 0x8F
  };

  @Test
  void randomBytes_areMalformedWhereTheJdkSaysSo() {
    Random random = new Random(7);
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes = new byte[random.nextInt(20)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = random.nextInt(3) == 0 ? (byte) 'a' : LEADS[random.nextInt(LEADS.length)];
      }
      assertThat(Utf8Validation.of(bytes).malformedAt()).isEqualTo(firstMalformed(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 6, 7, 8, 9, 14, 15, 16, 30})
  void unicodeEscape_isFoundAtEveryPlace(int before) {
    byte[] with = ("a".repeat(before) + "\\u" + "b".repeat(9)).getBytes(UTF_8);
    byte[] without = ("a".repeat(before) + "\\n" + "u".repeat(9)).getBytes(UTF_8);
    assertThat(Utf8Validation.of(with)).isEqualTo(new Utf8Validation(-1, true));
    assertThat(Utf8Validation.of(without)).isEqualTo(new Utf8Validation(-1, false));
  }

  private static int firstMalformed(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length + 1), true);
    return result.isError() ? in.position() : -1;
  }
}
