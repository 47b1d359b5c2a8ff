package dev.modelrouter.dispatch;

import dev.modelrouter.policy.MemoryBudget;

/**
 * Limits the memory that streams hold whose callers do not read: each is charged {@value
 * #STALLED_BYTES} bytes while its provider is paused.
 *
 * @param budget of all such streams
 */
public record OutputMemory(MemoryBudget budget) {
  /** What is queued to a caller at most when its provider is paused, and the read under way. */
  static final long STALLED_BYTES = 192 * 1024;

  /** Whether another stream may begin: if its caller does not read, there is room for it. */
  public boolean admits() {
    return budget.used() + STALLED_BYTES <= budget.limit();
  }
}
