package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleStreamWriterTest {
  private static final String[] ATOMS = {
    "a", " ", "\n", "\r", "\r\n", "é", "日", "🎉", ":", "data: ", "\u2028", "[DONE]", "[", "]",
    "DONE", "\u0000", "\t", "\u0085"
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          hello    | data: hello//
          ' x'     | data:  x//
          a/b      | data: a/data: b//
          /        | data: /data: //
          a/       | data: a/data: //
          a<b      | data: a/data: b//
          a<       | data: a/data: //
          a</b     | data: a/data: b//
          a/<b     | data: a/data: /data: b//
          ''       | ''
          [DONE]   | data: [DO//data: NE]//
          [DONE]/  | data: [DO//data: NE]/data: //
          a/[DONE] | data: a/data: [DO//data: NE]//
          ' [DONE]'| data:  [DO//data: NE]//
          '[DONE] '| data: [DO//data: NE] //
          x[DONE]  | data: x[DONE]//
          [DONE]]  | data: [DONE]]//
          é🎉      | data: é🎉//
          """)
  void piece_becomesFrames(String piece, String frames) {
    // In the table a slash stands for LF and an angle bracket for CR.
    assertThat(written(lines(piece))).isEqualTo(lines(frames));
  }

  @Test
  void carriageReturnAndLineFeedInTwoPieces_areOneLineBreak() {
    assertThat(written("a\r", "\nb")).isEqualTo("data: a\ndata: \n\ndata: b\n\n");
    assertThat(written("a\r", "", "\n", "\nb")).isEqualTo("data: a\ndata: \n\ndata: \ndata: b\n\n");
    assertThat(written("\r", "\r\n")).isEqualTo("data: \ndata: \n\n".repeat(2));
  }

  @Test
  void endMarkLeftOverAfterADroppedLineFeed_isCut() {
    assertThat(written("a\r", "\n[DONE]"))
        .isEqualTo("data: a\ndata: \n\ndata: [DO\n\ndata: NE]\n\n");
  }

  @Test
  void halfASurrogatePair_isReplaced() {
    assertThat(written("a\ud83d", "\ude00b")).isEqualTo("data: a\uFFFD\n\ndata: \uFFFDb\n\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomText_arrivesWholeForEveryCut(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(ATOMS[random.nextInt(ATOMS.length)]);
      }
      SimpleStreamWriter writer = new SimpleStreamWriter();
      List<byte[]> takes = new ArrayList<>();
      for (String piece : cut(text.toString(), random)) {
        writer.text(piece);
        if (random.nextBoolean()) {
          takes.add(writer.take());
        }
      }
      writer.done();
      takes.add(writer.take());
      List<String> events = SseReader.events(concatenated(takes));
      assertThat(events.getLast()).isEqualTo("[DONE]");
      List<String> texts = events.subList(0, events.size() - 1);
      assertThat(String.join("", texts))
          .isEqualTo(text.toString().replace("\r\n", "\n").replace('\r', '\n'));
      for (String event : texts) {
        assertThat(event.lines().map(String::strip)).doesNotContain("[DONE]");
      }
    }
  }

  @Test
  void error_isOneEventOfJsonWithoutEndMark() {
    SimpleStreamWriter writer = new SimpleStreamWriter();
    writer.text("so far");
    writer.error(GatewayError.of(ErrorCode.TIMEOUT, "groq was\nsilent"), "r-1");
    assertThat(SseReader.events(writer.take()))
        .containsExactly(
            "so far",
            "{\"error\":\"TIMEOUT\",\"message\":\"groq was\\nsilent\",\"request_id\":\"r-1\"}");
  }

  @Test
  void anythingAfterTheEnd_isABug() {
    SimpleStreamWriter writer = new SimpleStreamWriter();
    writer.done();
    assertThatIllegalStateException().isThrownBy(() -> writer.text("x"));
    assertThatIllegalStateException().isThrownBy(writer::done);
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.error(GatewayError.of(ErrorCode.TIMEOUT, ""), ""));
  }

  @Test
  void take_emptiesTheWriter() {
    SimpleStreamWriter writer = new SimpleStreamWriter();
    writer.text("x".repeat(200_000));
    assertThat(writer.size()).isEqualTo(200_008);
    assertThat(writer.take()).hasSize(200_008);
    assertThat(writer.size()).isZero();
    assertThat(writer.take()).isEmpty();
  }

  private static String written(String... pieces) {
    SimpleStreamWriter writer = new SimpleStreamWriter();
    for (String piece : pieces) {
      writer.text(piece);
    }
    return new String(writer.take(), UTF_8);
  }

  @Test
  void comment_standsBetweenEvents_andIsNone() {
    SimpleStreamWriter writer = new SimpleStreamWriter();
    writer.text("a");
    writer.comment("by somebody else");
    writer.text("b");

    String stream = new String(writer.take(), UTF_8);

    assertThat(stream).isEqualTo("data: a\n\n: by somebody else\n\ndata: b\n\n");
  }

  private static String lines(String table) {
    return table.replace('/', '\n').replace('<', '\r');
  }

  private static List<String> cut(String text, Random random) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(7));
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static byte[] concatenated(List<byte[]> parts) {
    ByteBuilder all = new ByteBuilder(1);
    parts.forEach(all::append);
    return all.take();
  }
}
