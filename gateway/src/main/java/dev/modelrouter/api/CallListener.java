package dev.modelrouter.api;

/** Hears of every HTTP request once, when it is over. Called on event loops: must not block. */
public interface CallListener {

  /**
   * A request is over: answered, or its caller has left.
   *
   * @param call what is known of it
   * @param status HTTP status, or {@link Call#LEFT} when the caller left before the answer's end
   * @param nanos since the request's head was read
   */
  void callFinished(Call call, int status, long nanos);

  /** A limit that the gateway itself sets to callers. */
  enum Limit {
    /** Requests a minute. */
    RATE("rate"),
    /** Streams at once. */
    STREAMS("streams");

    private final String label;

    Limit(String label) {
      this.label = label;
    }

    /** The value in metrics. */
    public String label() {
      return label;
    }
  }

  /** A call was refused by one of the gateway's own limits. */
  default void callLimited(Call call, Limit limit) {}

  /** The key of a call is missing or wrong, or too many wrong ones came from its address. */
  default void callDenied(Call call, Authentication.Reason reason) {}

  /**
   * A bug of the gateway's own has ended a request.
   *
   * @param id the request id
   */
  default void internalError(String id, Throwable bug) {}
}
