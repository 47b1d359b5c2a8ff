package dev.modelrouter.dispatch;

import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.QueueingLimiter;

/**
 * A turnstile that was passed, and the permit that is owed to it.
 *
 * @param turnstile who limits attempts in flight
 * @param permit of one attempt
 */
record Pass(QueueingLimiter<Entrance> turnstile, Permit permit) {
  /** Gives the permit back, and lets those go on whose turn it is then. */
  void leave(Permit.Outcome outcome, long now) {
    Entrance.serve(turnstile.release(permit, outcome, now));
  }
}
