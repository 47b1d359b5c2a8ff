package dev.modelrouter.dispatch;

import java.time.Duration;

/** Signs of life for a caller whose stream is silent for long. */
final class LifeSigns {
  private final AnswerSink sink;
  private final Watchdog silence;
  private final Duration limit;

  /**
   * None until {@link #said}.
   *
   * @param owner ends if a sign cannot be given
   * @param stream whether the caller gets the answer piece by piece; else there are no signs
   */
  LifeSigns(
      Deadlines deadlines,
      ExceptionHandler owner,
      AnswerSink sink,
      DispatchPolicy policy,
      boolean stream) {
    this.sink = sink;
    this.silence = new Watchdog(deadlines, owner, this::silent);
    this.limit = stream ? policy.keepAlive() : Duration.ZERO;
  }

  /** The caller has got something: from here on the silence counts. */
  void said() {
    if (!limit.isZero()) {
      silence.limit(limit);
    }
  }

  void stop() {
    silence.stop();
  }

  private void silent() {
    // A caller who does not read needs no sign of life.
    if (!sink.full()) {
      sink.keepAlive();
    }
    said();
  }
}
