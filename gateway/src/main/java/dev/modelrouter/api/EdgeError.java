package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;

/**
 * A request that the HTTP edge answers itself: a path that is not there, a method that its path
 * does not take, a body that never came, a host or an origin that an open gateway does not answer.
 * The answer has the error format of the API that the request was meant for, see {@link
 * ErrorFormat}.
 */
enum EdgeError {
  NO_SUCH_PATH(404, "Not Found", "unknown_url"),
  NO_SUCH_METHOD(405, "Method Not Allowed", "method_not_supported"),
  TOO_SLOW(408, "The request body took too long to arrive.", "request_timeout"),
  LONG_LINE(414, "The request line is too long.", "uri_too_long"),
  LARGE_HEAD(431, "The request headers are too large.", "headers_too_large"),
  NOT_HTTP(400, "The request is not valid HTTP.", "bad_request"),
  FOREIGN_HOST(
      403,
      "This gateway has no API_KEY, so it only answers requests whose Host is local. Set API_KEY,"
          + " or add the host name to ALLOWED_HOSTS.",
      "host_not_allowed"),
  FOREIGN_ORIGIN(
      403,
      "This gateway has no API_KEY, so it does not answer requests from web pages of other sites."
          + " Set API_KEY, or add the page's origin to CORS_ALLOWED_ORIGINS.",
      "origin_not_allowed"),
  BAD_HEADER(
      400,
      "A header of the request, or its path, has a character that must not be there.",
      "bad_request"),
  NO_MEMORY(429, "The gateway's memory is in use; send the request again.", "overloaded"),
  FAILED(500, "The gateway itself failed; tell its operator the request id.", "internal_error");

  private final int status;
  private final String sentence;
  private final String code;

  EdgeError(int status, String sentence, String code) {
    this.status = status;
    this.sentence = sentence;
    this.code = code;
  }

  /** What it says. */
  String sentence() {
    return sentence;
  }

  /** The status it is told with. */
  int status() {
    return status;
  }

  /** What an exchange ends with after a bug. */
  static GatewayError internalError() {
    return GatewayError.of(ErrorCode.INTERNAL_ERROR, FAILED.sentence);
  }

  /** Answers. */
  void answer(Call call) {
    call.json(status, body(call), null);
  }

  /** What it says, in the format of the API that the call was meant for. */
  byte[] body(Call call) {
    return ErrorFormat.of(call).body(call, status, code, sentence);
  }
}
