package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import io.vertx.core.Future;

/** The body of a call, within the size limit of 10 MiB. */
public final class RequestBody {
  static final int MAX_BYTES = 10 * 1024 * 1024;

  private RequestBody() {}

  /** Whether the head already announces more than the limit. */
  public static boolean tooLarge(Call call) {
    return BodyReader.announcedAbove(call.request(), MAX_BYTES);
  }

  /** What is said of a body over the limit. */
  public static Refused refusal() {
    return Refused.with(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The request body is larger than "
            + MAX_BYTES / (1024 * 1024)
            + " MiB; send less in one request.");
  }

  /**
   * Reads it.
   *
   * @return the body, or {@link Refused}
   */
  public static Future<byte[]> read(Call call) {
    Future<byte[]> body =
        BodyReader.read(call.request(), MAX_BYTES).onComplete(read -> call.bodyRead());
    call.readOn();
    return body;
  }
}
