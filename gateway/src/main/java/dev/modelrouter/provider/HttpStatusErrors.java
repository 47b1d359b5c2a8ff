package dev.modelrouter.provider;

import dev.modelrouter.chat.ErrorCode;

/** What HTTP statuses of providers mean to the gateway. */
public final class HttpStatusErrors {
  private HttpStatusErrors() {}

  /**
   * The class of an answer that is not 200.
   *
   * @param status 100 to 599
   */
  public static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHORIZED;
      // 402: the account is empty. Only the operator can help, as with 403.
      case 402, 403 -> ErrorCode.FORBIDDEN;
      case 408 -> ErrorCode.TIMEOUT;
      // 421: the wrong machine was asked. 425: too early, try again. 499: a proxy before the
      // provider lost its caller, which is the gateway. None of them is about the request.
      case 421, 425, 499 -> ErrorCode.SERVER_ERROR;
      // 498: Groq's flex tier is full.
      case 429, 498 -> ErrorCode.RATE_LIMIT;
      default -> {
        if (status >= 500) {
          yield ErrorCode.SERVER_ERROR;
        }
        yield status >= 400 ? ErrorCode.BAD_REQUEST : ErrorCode.INVALID_RESPONSE;
      }
    };
  }
}
