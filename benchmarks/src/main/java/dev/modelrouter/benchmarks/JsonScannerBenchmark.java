package dev.modelrouter.benchmarks;

import dev.modelrouter.wire.JsonScanner;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One walk over a document, every value skipped: the least that reading JSON costs. */
@State(Scope.Thread)
public class JsonScannerBenchmark extends ShortRun {
  private final JsonScanner json = new JsonScanner();
  private byte[] bytes = {};

  /** Size of the document. */
  @Param({"1000", "100000"})
  int size;

  /** Writes the document. */
  @Setup
  public void write() {
    bytes = CallerBody.ofSize(size);
  }

  /** The walk. */
  @Benchmark
  public int walk() {
    json.reset(bytes, 0, bytes.length);
    json.skip();
    json.finish();
    return json.position();
  }
}
