package dev.modelrouter.benchmarks;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.StreamDecoder;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The byte path: a whole stream from a provider of the caller's dialect, watched and passed on,
 * into a sink that only counts. Per event; what a new stream costs is shared by its events.
 */
@State(Scope.Thread)
public class RelayBenchmark extends ShortRun {
  private final PassthroughRequest request = Fixture.request();
  private final PassthroughProvider provider = Fixture.openAi();
  private byte[][] reads = {};
  private long passed;
  private int told;

  /** Events that one read brings. */
  @Param({"1", "4", "16"})
  int eventsPerRead;

  /** Writes the stream. */
  @Setup
  public void write() {
    reads = AnswerStream.openAi().readsOfEvents(eventsPerRead);
  }

  /** One stream. */
  @Benchmark
  @OperationsPerInvocation(AnswerStream.OPENAI_EVENTS)
  public long relay() {
    StreamDecoder relay =
        provider.newStreamRelay(request, (bytes, from, to) -> passed += to - from);
    Consumer<ChatEvent> events = event -> told++;
    for (byte[] read : reads) {
      relay.feed(read, 0, read.length, events);
    }
    relay.end(events);
    return passed + told;
  }
}
