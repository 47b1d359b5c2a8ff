package dev.modelrouter.socket;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Executor;

/** What is left for the end of an event loop's round, when all sockets that were ready are read. */
public final class EndOfIterationExecutor {
  private EndOfIterationExecutor() {}

  /**
   * Runs tasks at the end of the current round of the current event loop, without the bookkeeping
   * of a Vert.x context, which a token's way notices.
   */
  public static Executor here(Vertx vertx) {
    return ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
  }
}
