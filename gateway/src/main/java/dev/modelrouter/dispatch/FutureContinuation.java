package dev.modelrouter.dispatch;

import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * Goes on with what the state answers: nearly always at once, so that nothing is kept to be called.
 */
final class FutureContinuation {
  private FutureContinuation() {}

  /** Goes on with the answer, before this returns if it is there. */
  static <T> void completeOrElse(Future<T> answer, Handler<T> next) {
    if (answer.succeeded()) {
      next.handle(answer.result());
    } else {
      answer.onSuccess(next);
    }
  }
}
