package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;

/**
 * An attempt under way.
 *
 * @param probe whether it tries a provider whose pause has just ended
 * @param startedAt nanoseconds of the exchange's clock
 */
record Running(Attempt attempt, Target target, boolean probe, long startedAt) {}
