package dev.modelrouter.benchmarks;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.StreamDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Each dialect towards providers: a request is written in it, and a stream is read from it, each
 * event in a read of its own.
 */
@State(Scope.Thread)
public class ProviderDialectBenchmark extends ShortRun {

  /** The dialect. */
  @Param public ProviderKind dialect = ProviderKind.OPENAI;

  private final ChatRequest request = SampleRequest.chat();
  private HttpProvider provider = dialect.provider();
  private byte[][] reads = {};

  /** Writes the stream. */
  @Setup
  public void write() {
    provider = dialect.provider();
    CallerKind same = dialect.caller();
    StreamWriter writer = same.writer(same.body());
    reads = SampleAnswer.written(writer);
  }

  /** One request. */
  @Benchmark
  public byte[] writeRequest() {
    return provider.encode(request, dialect.model()).body();
  }

  /** One event. */
  @Benchmark
  @OperationsPerInvocation(SampleAnswer.TOKENS)
  public void readEvent(Blackhole seen) {
    StreamDecoder decoder = provider.newStreamDecoder();
    for (byte[] read : reads) {
      decoder.feed(read, 0, read.length, seen::consume);
    }
    decoder.end(seen::consume);
  }
}
