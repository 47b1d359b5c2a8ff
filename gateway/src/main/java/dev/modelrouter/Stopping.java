package dev.modelrouter;

/**
 * Waits for SIGTERM or SIGINT and stops cleanly with exit status 0. A JVM that is told to stop runs
 * its shutdown hooks and then exits with 143; halting at the end of the hook is the one way to say
 * that all went well.
 */
final class Stopping {
  private Stopping() {}

  /** Blocks for ever; runs {@code stop} once when the signal comes, then ends the process. */
  static void awaitSignal(Runnable stop) throws InterruptedException {
    Thread hook =
        new Thread(
            () -> {
              stop.run();
              Runtime.getRuntime().halt(0);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread.currentThread().join();
  }
}
