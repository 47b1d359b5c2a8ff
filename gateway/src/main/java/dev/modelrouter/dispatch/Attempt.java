package dev.modelrouter.dispatch;

/**
 * One provider being asked once. Reports its end to its exchange exactly once, unless cancelled.
 */
sealed interface Attempt permits HttpAttempt, LocalAttempt {

  /** Begins; the end may be reported before this returns. */
  void start();

  /** It has had its share of the time: ends as failed, if it still has nothing for the caller. */
  void onTimeShareExpired();

  /**
   * Whether the provider is being asked, or has been: false where the request cannot be said to it.
   */
  boolean isSent();

  /** Gives it up: nothing is reported any more, the provider's connection is closed. */
  void cancel();
}
