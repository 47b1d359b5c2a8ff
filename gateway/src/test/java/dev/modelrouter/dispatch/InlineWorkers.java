package dev.modelrouter.dispatch;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/** Workers that do at once what they are given. */
final class InlineWorkers implements WorkerExecutor {
  @Override
  public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
