package dev.modelrouter.dispatch;

import dev.modelrouter.socket.EndOfIterationExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** The timers of the current event loop of Vert.x. */
final class VertxTimers implements Timers {
  private final Vertx vertx;
  private final Context context;
  private final Executor roundEnd;

  VertxTimers(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.roundEnd = EndOfIterationExecutor.here(vertx);
  }

  @Override
  public long schedule(long delayMillis, Runnable task) {
    return vertx.setTimer(delayMillis, ignored -> task.run());
  }

  @Override
  public long scheduleAtFixedRate(long periodMillis, Runnable task) {
    return vertx.setPeriodic(periodMillis, ignored -> task.run());
  }

  @Override
  public void cancel(long timer) {
    vertx.cancelTimer(timer);
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(ignored -> task.run());
  }

  @Override
  public void executeAtEndOfRound(Runnable task) {
    roundEnd.execute(task);
  }
}
