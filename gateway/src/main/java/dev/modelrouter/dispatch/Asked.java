package dev.modelrouter.dispatch;

import io.vertx.core.Future;
import io.vertx.core.Handler;

/** What the state answers: nearly always at once, and then nothing is kept to be called back. */
final class Asked {
  private Asked() {}

  /** Goes on with the answer, before this returns if it is there. */
  static <T> void of(Future<T> answer, Handler<T> next) {
    if (answer.succeeded()) {
      next.handle(answer.result());
    } else {
      answer.onSuccess(next);
    }
  }
}
