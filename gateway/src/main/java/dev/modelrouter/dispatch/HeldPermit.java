package dev.modelrouter.dispatch;

import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.QueueingLimiter;

/**
 * A turnstile that was passed, and the permit that is owed to it.
 *
 * @param limiter who limits attempts in flight
 * @param permit of one attempt
 */
record HeldPermit(QueueingLimiter<AttemptAdmission> limiter, Permit permit) {
  /** Gives the permit back, and lets those go on whose turn it is then. */
  void release(Permit.Outcome outcome, long now) {
    AttemptAdmission.grantAll(limiter.release(permit, outcome, now));
  }
}
