package dev.modelrouter.dispatch;

import java.time.Duration;

/**
 * How slow a stream may be before it counts as stalled.
 *
 * @param tokensPerSecond the fewest, above 0
 * @param window over which they are counted
 */
public record MinThroughput(double tokensPerSecond, Duration window) {

  /** What is said of who is slower. */
  String failureMessage() {
    return "was too slow in the middle of its answer: fewer than "
        + tokensPerSecond
        + " tokens a second over "
        + window.toMillis()
        + " ms";
  }
}
