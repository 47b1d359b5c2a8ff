package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.wire.ContentInflater;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/** The body of a call, within the limits of {@link RequestMemory}. */
public final class RequestBody {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Far more than the members of any file, and few enough to cost no time. */
  private static final int MAX_MEMBERS = 10_000;

  private static final String ENCODINGS = "gzip, deflate";

  private RequestBody() {}

  /** Whether the head already announces more than the limit. */
  public static boolean tooLarge(Call call, long limit) {
    return BodyReader.announcedAbove(call.request(), limit);
  }

  /** What is said of a body over the limit. */
  public static RequestRejectedException refusal(long limit) {
    return RequestRejectedException.with(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The request body is larger than "
            + (limit % MEBIBYTE == 0 ? limit / MEBIBYTE + " MiB" : limit + " bytes")
            + "; send less in one request.");
  }

  /**
   * Reads it, and inflates it where it says that it is compressed.
   *
   * @return the body, or {@link RequestRejectedException}
   */
  public static Future<byte[]> read(Call call) {
    String encoding = call.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    ContentInflater inflater = null;
    if (encoding != null && !ContentInflater.identity(encoding)) {
      inflater = ContentInflater.of(encoding, MAX_MEMBERS);
      if (inflater == null) {
        call.response().putHeader(HttpHeaders.ACCEPT_ENCODING, ENCODINGS);
        return Future.failedFuture(unsupported());
      }
    }
    Future<byte[]> body = BodyReader.read(call, inflater).onComplete(read -> call.bodyRead());
    call.readOn();
    return body;
  }

  private static RequestRejectedException unsupported() {
    return RequestRejectedException.with(
        ErrorCode.UNSUPPORTED_ENCODING,
        "The request body has a Content-Encoding that is not read here; send it as it is, or in "
            + "gzip or deflate.");
  }
}
