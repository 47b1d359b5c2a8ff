package dev.modelrouter.dispatch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads that parse, translate and write documents of more than {@link #INLINE_BYTES}, so
 * that other requests of an event loop do not wait for them. What runs here is given all it needs
 * and returns a result, which is handed over on the event loop that asked for it. Its queue is
 * bounded, and so is the memory of what waits in it, by the budget of request bodies.
 */
public final class WorkerPool {
  /** Documents up to this size are parsed where they are read: handing them over costs more. */
  public static final int INLINE_BYTES = 256 * 1024;

  private static final int MAX_QUEUED = 1_000;
  private static final int LOOPS_PER_THREAD = 2;

  private final WorkerExecutor threads;
  private final AtomicInteger queued = new AtomicInteger();

  /** A document had to wait behind too many others. */
  public static final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException() {
      super("too many large documents wait to be parsed", null, false, false);
    }
  }

  WorkerPool(WorkerExecutor threads) {
    this.threads = threads;
  }

  /**
   * A pool beside so many event loops; one with the same name is shared.
   *
   * @param eventLoops at least 1
   */
  public static WorkerPool beside(Vertx vertx, int eventLoops) {
    int size = Math.max(1, eventLoops / LOOPS_PER_THREAD);
    return new WorkerPool(vertx.createSharedWorkerExecutor("large-documents", size));
  }

  /**
   * Runs this on one of the threads; must be called on an event loop.
   *
   * @return its result, handed over on that event loop; fails with what it throws, or with {@link
   *     QueueFullException}
   */
  public <T> Future<T> run(Callable<T> work) {
    if (queued.incrementAndGet() > MAX_QUEUED) {
      queued.decrementAndGet();
      return Future.failedFuture(new QueueFullException());
    }
    return threads
        .executeBlocking(
            () -> {
              queued.decrementAndGet();
              return work.call();
            },
            false)
        .map(Objects::requireNonNull);
  }

  /** Closes it; what waits is dropped. */
  public void close() {
    var _ = threads.close();
  }
}
