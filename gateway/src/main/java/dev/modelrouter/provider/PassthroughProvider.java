package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.wire.OutboundRequest;
import java.util.function.Consumer;

/**
 * A provider that speaks the caller's dialect itself: the caller's bytes go to it, but for the
 * fields the gateway owns, and its bytes go to the caller.
 */
public interface PassthroughProvider extends HttpProvider {

  /** Whether this request's bytes pass; what does not is translated. */
  boolean passes(PassthroughRequest request);

  /**
   * Takes note of an answer that says that the provider does not know an operation, so that {@link
   * #passes} is false for it from then on.
   *
   * @param status HTTP status of the answer to a request that passed as bytes
   * @param body the first part of the answer
   * @return whether the same request can be asked again, translated
   */
  default boolean lacks(Operation operation, int status, byte[] body) {
    return false;
  }

  /** The caller's request with the owned fields as this provider must have them. */
  OutboundRequest splice(PassthroughRequest request, String model);

  /**
   * A watcher for one streamed answer with status 200. It hands on as bytes what the caller is to
   * get, whole events only, and tells as events what the gateway must know: {@link
   * ChatEvent.OpaqueContent} before the first bytes with content, then usage, finish, end and
   * failure.
   */
  StreamDecoder newStreamRelay(PassthroughRequest request, ByteSink passed);

  /**
   * Says what the gateway must know of a whole answer with status 200, in one go.
   *
   * @return what the caller gets; without meaning after a failure
   */
  byte[] passAnswer(PassthroughRequest request, byte[] body, Consumer<? super ChatEvent> out);

  /** Takes bytes for the caller. */
  @FunctionalInterface
  interface ByteSink {
    /** These bytes, which may change once this returns. */
    void accept(byte[] bytes, int from, int to);
  }
}
