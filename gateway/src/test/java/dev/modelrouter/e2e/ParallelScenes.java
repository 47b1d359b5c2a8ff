package dev.modelrouter.e2e;

import dev.modelrouter.e2e.FaultRig.Scenario;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/**
 * Rehearses one fault in all scenes at the same time, since most of it is waiting. Each has
 * providers and a gateway of its own; these start and stop one by one, since they share the log.
 */
final class ParallelScenes {
  private ParallelScenes() {}

  static void inAllScenes(Consumer<FaultRig> fault) {
    inAllScenes("openai", "", fault);
  }

  /**
   * The same with another fallback.
   *
   * @param fallback its name
   * @param file what stands in modelrouter.yaml
   */
  static void inAllScenes(String fallback, String file, Consumer<FaultRig> fault) {
    List<FaultRig> rigs =
        Stream.of(Scenario.values())
            .map(scenario -> new FaultRig(scenario, fallback, file))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> runs =
          rigs.stream().map(rig -> threads.submit(() -> fault.accept(rig))).toList();
      Assertions.assertAll(
          IntStream.range(0, rigs.size()).mapToObj(i -> outcome(rigs.get(i), runs.get(i))));
    } finally {
      Assertions.assertAll(rigs.stream().map(rig -> (Executable) rig::close));
    }
  }

  private static Executable outcome(FaultRig rig, Future<?> run) {
    return () -> {
      try {
        run.get();
      } catch (ExecutionException e) {
        throw new AssertionError(rig + ": " + e.getCause().getMessage(), e.getCause());
      }
    };
  }
}
