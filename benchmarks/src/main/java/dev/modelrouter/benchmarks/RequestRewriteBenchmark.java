package dev.modelrouter.benchmarks;

import dev.modelrouter.api.openai.OpenAiDialect;
import dev.modelrouter.provider.PassthroughProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The byte path's way in: a caller's body is walked over and checked, and the owned fields are
 * replaced: the model's name, and the usage asked for.
 */
@State(Scope.Thread)
public class RequestRewriteBenchmark extends ShortRun {
  private final OpenAiDialect callers = Fixture.callers();
  private final PassthroughProvider provider = Fixture.openAi();
  private byte[] body = {};

  /** Size of the body. */
  @Param({"1000", "100000"})
  int size;

  /** Writes the body. */
  @Setup
  public void write() {
    body = CallerBody.ofSize(size);
  }

  /** One request. */
  @Benchmark
  public byte[] splice() {
    return provider.splice(callers.decode(body).result(), provider.defaultModel()).body();
  }
}
