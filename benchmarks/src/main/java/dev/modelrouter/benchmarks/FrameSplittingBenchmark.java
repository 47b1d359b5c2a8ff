package dev.modelrouter.benchmarks;

import dev.modelrouter.wire.FrameHandler;
import dev.modelrouter.wire.SseFrameSplitter;
import dev.modelrouter.wire.SseHandler;
import dev.modelrouter.wire.SseParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding the events in the bytes of a stream, without a look at what they say. Per event. */
@State(Scope.Thread)
public class FrameSplittingBenchmark extends ShortRun implements FrameHandler, SseHandler {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private byte[][] reads = {};
  private long seen;

  /** How the stream is read: an event at a time, or 4 KB that cut events anywhere. */
  @Param({"event", "4096"})
  String read = "event";

  /** Writes the stream. */
  @Setup
  public void write() {
    AnswerStream stream = AnswerStream.openAi();
    reads =
        read.equals("event")
            ? stream.readsOfEvents(1)
            : stream.readsOfBytes(Integer.parseInt(read));
  }

  /** Whole events with all their bytes, as the byte path needs them. */
  @Benchmark
  @OperationsPerInvocation(AnswerStream.OPENAI_EVENTS)
  public long splitter() {
    SseFrameSplitter events = new SseFrameSplitter(MAX_BYTES, this);
    for (byte[] bytes : reads) {
      events.feed(bytes, 0, bytes.length);
    }
    events.end();
    return seen;
  }

  /** Their data only, as the event path needs it. */
  @Benchmark
  @OperationsPerInvocation(AnswerStream.OPENAI_EVENTS)
  public long parser() {
    SseParser events = new SseParser(MAX_BYTES, this);
    for (byte[] bytes : reads) {
      events.feed(bytes, 0, bytes.length);
    }
    events.end();
    return seen;
  }

  @Override
  public void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo) {
    seen += dataTo - dataFrom;
  }

  @Override
  public void data(byte[] bytes, int from, int to) {
    seen += to - from;
  }

  @Override
  public void tooLong() {
    throw new IllegalStateException("no event of this stream is long");
  }
}
