package dev.modelrouter.dispatch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** Workers that take some virtual time for each piece of work. */
final class DelayedWorkers implements WorkerExecutor {
  private final VirtualLoop loop;
  private final LongSupplier millis;

  /** How often there was work. */
  int works;

  DelayedWorkers(VirtualLoop loop, LongSupplier millis) {
    this.loop = loop;
    this.millis = millis;
  }

  @Override
  public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
    works++;
    Promise<T> promise = Promise.promise();
    loop.schedule(
        millis.getAsLong(),
        () -> {
          try {
            promise.complete(work.call());
          } catch (Exception e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
