package dev.modelrouter.api;

import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;

/** How callers of one path speak, and are spoken to. */
public interface Dialect {

  /**
   * Reads a request.
   *
   * @return the request, or {@link Refused}
   */
  Future<? extends Request> decode(byte[] body);

  /** What is said to somebody without the right key. */
  Refused unauthenticated(Call call);

  /** Where the answer to this request goes. */
  AnswerSink sink(Call call, Request request);

  /** Ends a call that never became an exchange. */
  void refuse(Call call, Throwable failure);
}
