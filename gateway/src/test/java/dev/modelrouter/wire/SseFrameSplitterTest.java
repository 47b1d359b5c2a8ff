package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SseFrameSplitterTest {
  private static final int LIMIT = 100_000;

  /** Keeps what it hears. */
  private static final class Recording implements FrameHandler {
    final StringBuilder bytes = new StringBuilder();
    final List<String> data = new ArrayList<>();

    @Override
    public void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
      this.bytes.append(new String(bytes, from, to - from, UTF_8));
      if (dataFrom < dataTo) {
        this.data.add(new String(data, dataFrom, dataTo - dataFrom, UTF_8));
      }
    }

    @Override
    public void withoutData(byte[] bytes, int from, int to, boolean comments) {
      this.bytes.append(new String(bytes, from, to - from, UTF_8));
    }

    @Override
    public void lineFeed(byte[] bytes, int at) {
      this.bytes.append('\n');
    }

    @Override
    public void tooLong() {
      throw new AssertionError("nothing is too long");
    }
  }

  private static Recording heard(byte[] bytes, Cuts.Cut cut) {
    Recording received = new Recording();
    SseFrameSplitter cutter = new SseFrameSplitter(LIMIT, received);
    cut.feed(bytes, cutter::feed);
    cutter.end();
    return received;
  }

  static List<Fixture> edgeCases() {
    return Fixture.in("sse-edge", ".sse");
  }

  @ParameterizedTest
  @MethodSource("edgeCases")
  void theSameEventsAndBytes_howeverTheBytesAreCut(Fixture fixture) {
    JsonNode expected = fixture.expected();
    List<String> data = new ArrayList<>();
    expected.get("events").forEach(event -> data.add(event.get("data").asString()));
    JsonNode pending = expected.get("pending_at_eof");
    if (pending != null && !pending.isNull()) {
      data.add(pending.get("data").asString());
    }
    data.removeIf(String::isEmpty);
    byte[] bytes = fixture.bytes();
    for (Cuts.Cut cut : Cuts.of(bytes)) {
      Recording received = heard(bytes, cut);
      assertThat(received.data).isEqualTo(data);
      assertThat(received.bytes.toString().stripTrailing())
          .isEqualTo(new String(bytes, UTF_8).replaceFirst("^\uFEFF", "").stripTrailing());
    }
  }

  /** What may follow, an error for instance, must not become a part of it. */
  @ParameterizedTest
  @CsvSource({
    "data: x, data: x##",
    "data: x#, data: x##",
    "data: x~, data: x~##",
    "data: x~#, data: x~##",
    "data: x#data: y, data: x#data: y##",
    "event: x#data: y, event: x#data: y##",
  })
  void endInsideAnEvent_getsTheEmptyLine(String sent, String passed) {
    assertThat(rest(sent)).isEqualTo("data: a##" + passed);
  }

  @ParameterizedTest
  @CsvSource({
    "dat",
    "data",
    "data:",
    "data: ",
    "data:#",
    ": keep",
    "event: er",
    "event: x#dat",
    "id: 7#"
  })
  void endBeforeAnyData_isLeftOut(String sent) {
    assertThat(rest(sent)).isEqualTo("data: a##");
  }

  private static String rest(String sent) {
    byte[] bytes = ("data: a##" + sent).replace('#', '\n').replace('~', '\r').getBytes(UTF_8);
    Recording received = heard(bytes, (all, reader) -> reader.feed(all, 0, all.length));
    return received.bytes.toString().replace('\n', '#').replace('\r', '~');
  }
}
