package dev.modelrouter.api;

import dev.modelrouter.wire.ByteAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * A request that came to nobody: a path that is not there, a method that its path does not take, a
 * body that never came. Under {@code /v1} the answer has OpenAI's shape of an error, so that its
 * SDKs raise the exception they have for it; elsewhere it is one sentence.
 */
enum Stray {
  NO_SUCH_PATH(404, "Not Found", "unknown_url"),
  NO_SUCH_METHOD(405, "Method Not Allowed", "method_not_supported"),
  TOO_SLOW(408, "The request body took too long to arrive.", "request_timeout"),
  LONG_LINE(414, "The request line is too long.", "uri_too_long"),
  LARGE_HEAD(431, "The request headers are too large.", "headers_too_large"),
  NOT_HTTP(400, "The request is not valid HTTP.", "bad_request");

  private static final String OPENAIS = "/v1/";
  private static final int ROOM = 160;

  private final int status;
  private final String sentence;
  private final String code;

  Stray(int status, String sentence, String code) {
    this.status = status;
    this.sentence = sentence;
    this.code = code;
  }

  /** What it says. */
  String sentence() {
    return sentence;
  }

  /** Answers. */
  void answer(Call call) {
    call.json(status, body(call.request().path()), null);
  }

  private byte[] body(@Nullable String path) {
    ByteAccumulator out = new ByteAccumulator(ROOM);
    if (path == null || !path.startsWith(OPENAIS)) {
      return out.append("{\"detail\":").appendJson(sentence).append("}").take();
    }
    out.append("{\"error\":{\"message\":").appendJson(sentence);
    out.append(",\"type\":\"invalid_request_error\",\"param\":null,\"code\":");
    return out.appendJson(code).append("}}").take();
  }
}
