package dev.modelrouter.dispatch;

import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.Turnstile;

/**
 * A turnstile that was passed, and the permit that is owed to it.
 *
 * @param turnstile who limits attempts in flight
 * @param permit of one attempt
 */
record Pass(Turnstile<Entrance> turnstile, Permit permit) {
  /** Gives the permit back, and lets those go on whose turn it is then. */
  void leave(Permit.End end, long now) {
    Entrance.serve(turnstile.leave(permit, end, now));
  }
}
