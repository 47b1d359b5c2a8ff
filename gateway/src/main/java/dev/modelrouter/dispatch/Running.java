package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;

/**
 * An attempt under way.
 *
 * @param entry who has let it through
 * @param startedAt nanoseconds of the exchange's clock
 */
record Running(Attempt attempt, Entry entry, long startedAt) {
  Target target() {
    return entry.target();
  }
}
