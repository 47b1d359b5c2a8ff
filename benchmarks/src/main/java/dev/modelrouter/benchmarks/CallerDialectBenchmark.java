package dev.modelrouter.benchmarks;

import dev.modelrouter.api.StreamWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Each dialect towards callers: a request is read from it, and a stream is written in it, each
 * event taken by itself.
 */
@State(Scope.Thread)
public class CallerDialectBenchmark extends ShortRun {

  /** The dialect. */
  @Param public CallerKind dialect = CallerKind.OPENAI;

  private byte[] body = {};
  private SampleAnswer answer = SampleAnswer.text();

  /** Writes the request. */
  @Setup
  public void write() {
    body = dialect.body();
    answer = SampleAnswer.text();
  }

  /** One request. */
  @Benchmark
  public Object readRequest() {
    return dialect.read(body);
  }

  /** One event. */
  @Benchmark
  @OperationsPerInvocation(SampleAnswer.TOKENS)
  public void writeEvent(Blackhole seen) {
    StreamWriter writer = dialect.writer(body);
    answer.tell(writer, seen::consume);
  }
}
