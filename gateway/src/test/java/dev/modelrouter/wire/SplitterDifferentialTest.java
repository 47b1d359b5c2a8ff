package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The splitter whose events pass and the parser whose events are read find the same ones. */
class SplitterDifferentialTest {
  private static final List<String> ALPHABET =
      List.of(
          "\n",
          "\r",
          "\r\n",
          "\n\n",
          "\r\r",
          "data",
          "data:",
          "data: ",
          ":",
          " ",
          "x",
          "event: e",
          "\uFEFF",
          "dat");

  /** Keeps the data of all events. */
  private static final class Recording implements FrameHandler, SseHandler {
    final List<String> data = new ArrayList<>();
    final StringBuilder bytes = new StringBuilder();

    @Override
    public void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
      this.bytes.append(new String(bytes, from, to - from, UTF_8));
      data(data, dataFrom, dataTo);
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
    public void data(byte[] bytes, int from, int to) {
      data.add(new String(bytes, from, to - from, UTF_8));
    }

    @Override
    public void tooLong() {
      throw new AssertionError("nothing is too long");
    }
  }

  private static String stream(Random random) {
    StringBuilder stream = new StringBuilder();
    for (int i = random.nextInt(24); i >= 0; i--) {
      stream.append(ALPHABET.get(random.nextInt(ALPHABET.size())));
    }
    return stream.append("\n\n").toString();
  }

  @Test
  void splitterAndParser_findTheSameEvents_howeverTheStreamIsCut() {
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      byte[] stream = stream(random).getBytes(UTF_8);
      int cut = random.nextInt(stream.length + 1);
      Recording parsed = new Recording();
      SseParser parser = new SseParser(1_000, parsed);
      parser.feed(stream, 0, stream.length);
      parser.end();

      Recording split = new Recording();
      SseFrameSplitter splitter = new SseFrameSplitter(1_000, split);
      splitter.feed(stream, 0, cut);
      splitter.feed(stream, cut, stream.length - cut);
      splitter.end();

      assertThat(split.data).as("seed %d", seed).isEqualTo(parsed.data);
      String sent = new String(stream, UTF_8);
      assertThat(split.bytes.toString())
          .as("seed %d", seed)
          .isEqualTo(sent.startsWith("\uFEFF") ? sent.substring(1) : sent);
    }
  }
}
