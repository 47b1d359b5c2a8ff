package dev.modelrouter.soak;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hostile callers in a process of their own, so that neither their memory nor their collections are
 * measured with what well-behaved callers see.
 */
public final class HostileCallers {
  private HostileCallers() {}

  /**
   * Attacks until standard input ends, then prints the number of attacks: seed, callers, and the
   * ports of the gateways.
   */
  public static void main(String[] arguments) throws IOException {
    SplittableRandom seeds = new SplittableRandom(Long.parseLong(arguments[0]));
    int callers = Integer.parseInt(arguments[1]);
    List<Integer> ports =
        Arrays.stream(arguments, 2, arguments.length).map(Integer::valueOf).toList();
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong attacks = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        threads.execute(new HostileCaller(ports, seeds.split(), running::get, attacks));
      }
      while (System.in.read() >= 0) {
        // Only the end counts.
      }
      running.set(false);
      System.out.println(attacks.get());
      threads.shutdownNow();
    }
  }
}
