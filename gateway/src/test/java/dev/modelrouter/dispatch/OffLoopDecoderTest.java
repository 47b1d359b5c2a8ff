package dev.modelrouter.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.StreamDecoder;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Large events are decoded elsewhere and delivered here: nothing is lost, doubled or moved. */
class OffLoopDecoderTest {
  private static final String END = "<end>";

  private final VirtualLoop loop = new VirtualLoop();

  /** Each read is one event: passed on as bytes if it begins with {@code r}, else a text. */
  private static final class ReadDecoder implements StreamDecoder {
    private final Recorder recorder;
    private boolean decoding;

    ReadDecoder(Recorder recorder) {
      this.recorder = recorder;
    }

    @Override
    public void feed(byte[] bytes, int from, int length, Consumer<? super ChatEvent> out) {
      assertThat(decoding).as("one thread at a time").isFalse();
      decoding = true;
      if (bytes[from] == 'r') {
        recorder.decoder().relayed(bytes, from, from + length);
      } else if (bytes[from] == 'x') {
        throw new IllegalStateException("thrown by the decoder");
      } else {
        out.accept(new ChatEvent.TextDelta(new String(bytes, from, length, UTF_8)));
      }
      decoding = false;
    }

    @Override
    public void end(Consumer<? super ChatEvent> out) {
      out.accept(new ChatEvent.TextDelta(END));
    }
  }

  /** An attempt that notes what it gets. */
  private final class Recorder implements OffLoopDecoder.Listener {
    private final StringBuilder all = new StringBuilder();
    private final Random random;
    private @Nullable OffLoopDecoder decoder;
    private boolean full;
    private boolean over;
    private int turnSize;
    private int largestTurn;
    private int decodedAll;
    private @Nullable Throwable failure;

    Recorder(Random random) {
      this.random = random;
    }

    OffLoopDecoder decoder() {
      OffLoopDecoder known = decoder;
      if (known == null) {
        throw new IllegalStateException("nothing is decoded");
      }
      return known;
    }

    private void add(String text) {
      assertThat(over).as("nothing follows the end").isFalse();
      assertThat(text).hasSizeLessThanOrEqualTo(OffLoopDecoder.MAX_TEXT_CHARS);
      all.append(text);
      turnSize += text.length();
    }

    @Override
    public void accept(ChatEvent event) {
      String text = ((ChatEvent.TextDelta) event).text();
      assertThat(Character.isLowSurrogate(text.charAt(0))).as("a cut pair").isFalse();
      add(text);
      over |= text.equals(END);
    }

    @Override
    public void passOn(byte[] bytes) {
      all.append(new String(bytes, UTF_8));
    }

    @Override
    public boolean turnDelivered() {
      largestTurn = Math.max(largestTurn, turnSize);
      turnSize = 0;
      if (!over && !full && random.nextInt(3) == 0) {
        full = true;
        loop.schedule(
            1 + random.nextInt(50),
            () -> {
              full = false;
              decoder().deliverLater();
            });
      }
      return !full;
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void decodedAll() {
      decodedAll++;
    }

    @Override
    public void notDecoded(Throwable failure) {
      this.failure = failure;
      over = true;
    }
  }

  private Recorder recorder(Random random) {
    Recorder recorder = new Recorder(random);
    recorder.decoder =
        new OffLoopDecoder(
            new ReadDecoder(recorder),
            new WorkerPool(new DelayedWorkers(loop, () -> random.nextInt(20))),
            loop,
            recorder);
    return recorder;
  }

  private static String read(Random random) {
    int length =
        random.nextInt(10) == 0 ? 200_000 + random.nextInt(500_000) : 1 + random.nextInt(9);
    return (random.nextBoolean() ? "r" : "")
        + ("abc\uD83D\uDE00\u20AC".repeat(length / 6 + 1)).substring(random.nextInt(3));
  }

  @Test
  void reads_atAnyTime_areDeliveredInOrder_inTurns() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Recorder recorder = recorder(random);
      StringBuilder sent = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        String read = read(random);
        sent.append(read);
        recorder.decoder().add(read.getBytes(UTF_8));
        loop.pass(Duration.ofMillis(random.nextInt(3) * 20L));
      }
      recorder.decoder().end();
      loop.pass(Duration.ofSeconds(60));

      assertThat(recorder.all.toString().equals(sent + END)).as("seed " + seed).isTrue();
      assertThat(recorder.over).isTrue();
      assertThat(recorder.largestTurn)
          .as("seed " + seed)
          .isLessThanOrEqualTo(256 * 1024 + OffLoopDecoder.MAX_TEXT_CHARS);
    }
  }

  @Test
  void reads_all_givesTheDecoderBackOnce() {
    Recorder recorder = recorder(new Random(1));

    recorder.decoder().add("a".repeat(1_000_000).getBytes(UTF_8));
    assertThat(recorder.decodedAll).isZero();
    loop.pass(Duration.ofSeconds(10));

    assertThat(recorder.decodedAll).isOne();
    assertThat(recorder.all).hasSize(1_000_000);
  }

  @Test
  void end_meanwhile_deliversNothingMore() {
    Recorder recorder = recorder(new Random(1));

    recorder.decoder().add("a".repeat(1_000_000).getBytes(UTF_8));
    recorder.over = true;
    loop.pass(Duration.ofSeconds(10));

    assertThat(recorder.all).isEmpty();
    assertThat(recorder.decodedAll).isZero();
  }

  @Test
  void exception_ofTheDecoder_isReportedOnce() {
    Recorder recorder = recorder(new Random(1));

    recorder.decoder().add("x".getBytes(UTF_8));
    loop.pass(Duration.ofSeconds(10));

    assertThat(recorder.failure).hasMessage("thrown by the decoder");
    assertThat(recorder.decodedAll).isZero();
  }
}
