package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.state.SharedState;
import io.vertx.core.Future;
import java.time.Duration;

/** The caller's own limits: requests a minute, and streams open at once over all callers. */
public final class CallerAdmission {
  private static final Duration STREAM_RETRY_AFTER = Duration.ofSeconds(1);

  private final SharedState state;
  private final int requestsPerMinute;
  private final int maxStreams;

  /**
   * The limits.
   *
   * @param requestsPerMinute of one caller; 0 for no limit
   * @param maxStreams over all callers; 0 for no limit
   */
  public CallerAdmission(SharedState state, int requestsPerMinute, int maxStreams) {
    this.state = state;
    this.requestsPerMinute = requestsPerMinute;
    this.maxStreams = maxStreams;
  }

  /**
   * Lets a call in.
   *
   * @param caller who calls
   * @return the call, or {@link RequestRejectedException}
   */
  public Future<Call> admit(Call call, String caller) {
    return requestsPerMinute == 0
        ? Future.succeededFuture(call)
        : state
            .admitCaller(caller, requestsPerMinute)
            .compose(
                wait ->
                    wait == null ? Future.succeededFuture(call) : rejectRateLimited(call, wait));
  }

  private Future<Call> rejectRateLimited(Call call, Duration wait) {
    call.limited(CallListener.Limit.RATE);
    return Future.failedFuture(
        RequestRejectedException.until(
            ErrorCode.RATE_LIMIT,
            "You have had your "
                + requestsPerMinute
                + " requests of this minute; wait as long as Retry-After says.",
            wait));
  }

  /**
   * Takes a stream's slot, which is given back when the call is over.
   *
   * @return the call, or {@link RequestRejectedException}
   */
  public Future<Call> openStream(Call call) {
    return maxStreams == 0 ? Future.succeededFuture(call) : takeSlot(call);
  }

  private Future<Call> takeSlot(Call call) {
    return state
        .openStream(call.serial(), maxStreams)
        .compose(
            opened -> {
              if (!opened) {
                call.limited(CallListener.Limit.STREAMS);
                return Future.failedFuture(
                    RequestRejectedException.until(
                        ErrorCode.TOO_MANY_STREAMS,
                        maxStreams
                            + " streams are open, which is as many as this gateway allows; try"
                            + " again when one has ended.",
                        STREAM_RETRY_AFTER));
              }
              if (call.over()) {
                state.closeStream(call.serial());
              } else {
                call.whenOver(() -> state.closeStream(call.serial()));
              }
              return Future.succeededFuture(call);
            });
  }
}
