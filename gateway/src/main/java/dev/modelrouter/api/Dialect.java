package dev.modelrouter.api;

import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** How callers of one path speak, and are spoken to. */
public interface Dialect {

  /** Most bytes of a body. */
  default long maxBodyBytes() {
    return RequestBody.MAX_BYTES;
  }

  /**
   * Reads the body, or as much of it as has to be known.
   *
   * @return the body, or {@link Refused}
   */
  default Future<byte[]> read(Call call) {
    return RequestBody.read(call);
  }

  /**
   * Reads a request.
   *
   * @param call whose path and headers may say more than the body
   * @return the request, or {@link Refused}
   */
  Future<? extends Request> decode(Call call, byte[] body);

  /** The key that a caller presents, or null. */
  default @Nullable String key(Call call) {
    return Authenticator.presented(call.request());
  }

  /** What is said to somebody without the right key. */
  Refused unauthenticated(Call call);

  /** Where the answer to this request goes. */
  AnswerSink sink(Call call, Request request);

  /** Ends a call that never became an exchange. */
  void refuse(Call call, Throwable failure);
}
