package dev.modelrouter.api;

import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** How callers of one path speak, and are spoken to. */
public interface Dialect {

  /** Whether it is the inherited dialect, whose callers and operators were promised more. */
  default boolean inherited() {
    return false;
  }

  /**
   * Most bytes of a body.
   *
   * @param configured the operator's limit for a body that is held whole
   */
  default long maxBodyBytes(long configured) {
    return configured;
  }

  /**
   * Reads the body, or as much of it as has to be known.
   *
   * @return the body, or {@link RequestRejectedException}
   */
  default Future<byte[]> read(Call call) {
    return RequestBody.read(call);
  }

  /** Whether the body is a document that {@link #decode} parses. */
  default boolean parses() {
    return true;
  }

  /**
   * Reads a request. That of a large body is read on another thread than the call's event loop, on
   * which nothing is done with the call meanwhile; the result is there when this returns.
   *
   * @param call whose path and headers may say more than the body
   * @return the request, or {@link RequestRejectedException}
   */
  Future<? extends Request> decode(Call call, byte[] body);

  /** A key that the caller presents elsewhere than in a header, or null. */
  default @Nullable String key(Call call) {
    return null;
  }

  /** What is said to somebody without the right key. */
  RequestRejectedException unauthenticated(Call call);

  /** Where the answer to this request goes. */
  AnswerSink sink(Call call, Request request);

  /** Ends a call that never became an exchange. */
  void refuse(Call call, Throwable failure);
}
