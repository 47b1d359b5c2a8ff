package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;

/**
 * An attempt under way.
 *
 * @param permit who has let it through
 * @param startedAt nanoseconds of the exchange's clock
 */
record ActiveAttempt(Attempt attempt, AttemptPermit permit, long startedAt) {
  Target target() {
    return permit.target();
  }
}
