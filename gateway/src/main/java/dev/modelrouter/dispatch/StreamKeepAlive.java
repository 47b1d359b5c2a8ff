package dev.modelrouter.dispatch;

import java.time.Duration;

/** Signs of life for a caller whose stream is silent for long. */
final class StreamKeepAlive {
  private final AnswerSink sink;
  private final MovableTimeout keepAliveTimer;
  private final Duration limit;

  /**
   * None until {@link #onBytesDelivered}.
   *
   * @param owner ends if a sign cannot be given
   * @param stream whether the caller gets the answer piece by piece; else there are no signs
   */
  StreamKeepAlive(
      TimeoutScheduler scheduler,
      ExceptionHandler owner,
      AnswerSink sink,
      DispatchPolicy policy,
      boolean stream) {
    this.sink = sink;
    this.keepAliveTimer = new MovableTimeout(scheduler, owner, this::sendKeepAlive);
    this.limit = stream ? policy.keepAlive() : Duration.ZERO;
  }

  /** The caller has got something: from here on the silence counts. */
  void onBytesDelivered() {
    if (!limit.isZero()) {
      keepAliveTimer.set(limit);
    }
  }

  void stop() {
    keepAliveTimer.stop();
  }

  private void sendKeepAlive() {
    // A caller who does not read needs no sign of life.
    if (!sink.full()) {
      sink.keepAlive();
    }
    onBytesDelivered();
  }
}
