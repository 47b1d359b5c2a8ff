package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that is turned away before anybody is asked: the failure that leaves the request's path
 * early. Carries no stack trace, since it is no bug.
 */
public final class RequestRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient GatewayError error;
  private final transient byte @Nullable [] body;
  private final int status;

  private RequestRejectedException(int status, GatewayError error, byte @Nullable [] body) {
    super(error.message(), null, false, false);
    this.status = status;
    this.error = error;
    this.body = body;
  }

  /** Turned away with one of the gateway's errors, in the dialect's usual shape. */
  public static RequestRejectedException with(ErrorCode code, String message) {
    return new RequestRejectedException(code.status(), GatewayError.of(code, message), null);
  }

  /** Turned away with this error, in the dialect's usual shape. */
  public static RequestRejectedException because(GatewayError error) {
    return new RequestRejectedException(error.code().status(), error, null);
  }

  /** Turned away, with advice on when to come back. */
  public static RequestRejectedException until(
      ErrorCode code, String message, Duration retryAfter) {
    return new RequestRejectedException(
        code.status(), new GatewayError(code, message, retryAfter), null);
  }

  /**
   * Turned away with a body of its own.
   *
   * @param status HTTP status
   * @param message for the log
   * @param body JSON, UTF-8
   */
  public static RequestRejectedException raw(int status, String message, byte[] body) {
    return new RequestRejectedException(
        status, GatewayError.of(ErrorCode.BAD_REQUEST, message), body);
  }

  /**
   * Not turned away but answered already: nobody need be asked.
   *
   * @param body JSON, UTF-8
   */
  public static RequestRejectedException settled(byte[] body) {
    return new RequestRejectedException(
        200, GatewayError.of(ErrorCode.BAD_REQUEST, "settled"), body);
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Why. */
  public GatewayError error() {
    return error;
  }

  /** The whole body, or null where the dialect's usual shape is to be used. */
  public byte @Nullable [] body() {
    return body;
  }
}
