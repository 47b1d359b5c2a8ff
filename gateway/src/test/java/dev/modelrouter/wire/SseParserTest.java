package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SseParserTest {
  private static final int LIMIT = 100_000;

  /** Keeps what it hears. */
  private static final class Recording implements SseHandler {
    final List<String> events = new ArrayList<>();
    int tooLong;

    @Override
    public void data(byte[] bytes, int from, int to) {
      events.add(new String(bytes, from, to - from, UTF_8));
    }

    @Override
    public void tooLong() {
      tooLong++;
    }
  }

  static List<Fixture> edgeCases() {
    return Fixture.in("sse-edge", ".sse");
  }

  @ParameterizedTest
  @MethodSource("edgeCases")
  void theSameEvents_howeverTheBytesAreCut(Fixture fixture) {
    JsonNode expected = fixture.expected();
    List<String> events = new ArrayList<>();
    expected.get("events").forEach(event -> events.add(event.get("data").asString()));
    JsonNode pending = expected.get("pending_at_eof");
    if (pending != null && !pending.isNull()) {
      events.add(pending.get("data").asString());
    }
    byte[] bytes = fixture.bytes();
    for (Cuts.Cut cut : Cuts.of(bytes)) {
      Recording received = new Recording();
      SseParser parser = new SseParser(LIMIT, received);
      cut.feed(bytes, parser::feed);
      parser.end();
      assertThat(received.events).isEqualTo(events);
    }
  }

  @Test
  void saidOnceAndNothingMore_whenALineIsTooLong() {
    byte[] line = ("data: " + "x".repeat(200)).getBytes(UTF_8);
    byte[] more = "\n\ndata: y\n\n".getBytes(UTF_8);
    Recording received = new Recording();
    SseParser parser = new SseParser(100, received);
    parser.feed(line, 0, line.length);
    parser.feed(more, 0, more.length);
    parser.end();

    assertThat(received.tooLong).isOne();
    assertThat(received.events).isEmpty();
  }

  @Test
  void saidOnceAndNothingMore_whenManyLinesOfOneEventAreTooLong() {
    byte[] lines = "data: 0123456789\n".repeat(20).getBytes(UTF_8);
    Recording received = new Recording();
    SseParser parser = new SseParser(100, received);
    parser.feed(lines, 0, lines.length);
    byte[] end = "\ndata: y\n\n".getBytes(UTF_8);
    parser.feed(end, 0, end.length);
    parser.end();

    assertThat(received.tooLong).isOne();
    assertThat(received.events).isEmpty();
  }
}
