package dev.modelrouter.dispatch;

/** Timers and tasks of one event loop. Confined to that loop, but for {@link #execute}. */
interface Timers {

  /**
   * Runs a task once.
   *
   * @param delayMillis from now, at least 1
   * @return what {@link #cancel} takes, never negative
   */
  long schedule(long delayMillis, Runnable task);

  /**
   * Runs a task again and again until it is cancelled.
   *
   * @param periodMillis between two runs, at least 1
   * @return what {@link #cancel} takes, never negative
   */
  long scheduleAtFixedRate(long periodMillis, Runnable task);

  /** Stops a timer; one that has run already is ignored. */
  void cancel(long timer);

  /** Runs a task on the loop, soon. From any thread. */
  void execute(Runnable task);

  /** Runs a task when all sockets that are ready now have been read. */
  void executeAtEndOfRound(Runnable task);
}
