package dev.modelrouter.api;

import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Request;
import org.jspecify.annotations.Nullable;

/** What a caller's chat API says and understands; {@link ChatDialect} does the rest. */
public interface ChatProtocol {

  /**
   * Reads a request.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException naming what is wrong
   */
  Request read(Call call, byte[] body);

  /**
   * The answer to a request that needs no provider, or null where it needs one.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException naming what is wrong
   */
  default byte @Nullable [] settled(Call call, byte[] body) {
    return null;
  }

  /** How the answer to a request for a stream is written. */
  StreamSink.StreamFormat stream(Call call, Request request);

  /** How a whole answer is written. */
  UnarySink.UnaryFormat unaryFormat(Call call, Request request);

  /** HTTP status of an error. */
  int status(GatewayError error);

  /**
   * The body of an error.
   *
   * @param field what is wrong in the request, or null
   */
  byte[] error(Call call, GatewayError error, @Nullable String field);

  /** The body for somebody without the right key (401). */
  byte[] unauthenticated(Call call);

  /** A key that the caller presents elsewhere than in a header, or null. */
  default @Nullable String key(Call call) {
    return null;
  }

  /** Answers with an error. */
  default void refuse(Call call, GatewayError error) {
    ResponseHeaders.error(call, error);
    call.json(status(error), error(call, error, null), error.retryAfter());
  }
}
