package dev.modelrouter;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for SIGTERM or SIGINT and stops cleanly with exit status 0. A JVM that is told to stop runs
 * its shutdown hooks and then exits with 143; halting at the end is the one way to say that all
 * went well. A second signal does not wait for what is still running.
 */
final class ShutdownHook {
  private ShutdownHook() {}

  /**
   * Blocks for ever; runs {@code stop} once when the signal comes, then ends the process.
   *
   * @param hasten runs when the signal comes again while {@code stop} runs
   */
  static void awaitSignal(Runnable hasten, Runnable stop) throws InterruptedException {
    AtomicBoolean started = new AtomicBoolean();
    Runnable once =
        () -> {
          if (started.compareAndSet(false, true)) {
            stop.run();
            Runtime.getRuntime().halt(0);
          }
        };
    Runtime.getRuntime().addShutdownHook(new Thread(once, "stop"));
    Runnable onSignal =
        () -> {
          if (started.get()) {
            hasten.run();
          } else {
            Thread.ofPlatform().name("stop").start(once);
          }
        };
    Signals.handle("TERM", onSignal);
    Signals.handle("INT", onSignal);
    Thread.currentThread().join();
  }
}
