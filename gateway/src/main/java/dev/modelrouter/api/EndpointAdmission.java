package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Admits calls that lead to no exchange, such as those for lists of models, and answers those that
 * it refuses in the error format of their API.
 */
public final class EndpointAdmission {
  private static final int UNAUTHENTICATED = 401;

  private final Authenticator authenticator;
  private final CallerAdmission callerAdmission;

  /** An admission by key, and by the caller's rate where that is asked for. */
  public EndpointAdmission(Authenticator authenticator, CallerAdmission callerAdmission) {
    this.authenticator = authenticator;
    this.callerAdmission = callerAdmission;
  }

  /**
   * Admits a call whose key is right.
   *
   * @param next answers it; gets the name under which the caller's limits are kept
   */
  public void byKey(Call call, Consumer<String> next) {
    ErrorFormat format = ErrorFormat.of(call);
    String further = format == ErrorFormat.GOOGLE ? call.request().getParam("key") : null;
    switch (authenticator.authenticate(call, further)) {
      case Authentication.Accepted accepted -> {
        call.caller(accepted.caller());
        next.accept(accepted.caller());
      }
      case Authentication.Denied denied -> deny(call, format, denied);
    }
  }

  /** Admits a call whose key is right and whose caller's rate is not spent. */
  public void byKeyAndRate(Call call, Consumer<String> next) {
    byKey(
        call,
        caller ->
            call.when(
                callerAdmission.admit(call, caller),
                admitted -> next.accept(caller),
                failure -> refuse(call, failure)));
  }

  private static void deny(Call call, ErrorFormat format, Authentication.Denied denied) {
    Duration wait = denied.retryAfter();
    if (wait == null) {
      call.response().putHeader("www-authenticate", "Bearer");
      call.json(UNAUTHENTICATED, format.unauthenticated(call), null);
    } else {
      refuse(call, tooManyFailures(wait).error());
    }
  }

  /** The refusal of an address from which too many wrong keys have come. */
  public static RequestRejectedException tooManyFailures(Duration wait) {
    return RequestRejectedException.until(
        ErrorCode.RATE_LIMIT,
        "Too many wrong keys came from your address; wait as long as Retry-After says.",
        wait);
  }

  private static void refuse(Call call, Throwable failure) {
    refuse(
        call,
        failure instanceof RequestRejectedException requestRejectedException
            ? requestRejectedException.error()
            : GatewayError.of(ErrorCode.INTERNAL_ERROR, "The gateway itself failed."));
  }

  private static void refuse(Call call, GatewayError error) {
    ResponseHeaders.error(call, error);
    call.json(error.code().status(), ErrorFormat.of(call).body(call, error), error.retryAfter());
  }
}
