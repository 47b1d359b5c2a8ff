package dev.modelrouter.dispatch;

import dev.modelrouter.policy.MemoryBudget;

/**
 * Limits the memory that streams hold whose callers do not read: each is charged {@value
 * #STALLED_BYTES} bytes while its provider is paused.
 *
 * @param budget of all such streams
 */
public record OutputMemory(MemoryBudget budget) {
  /**
   * Queued to the caller and read from the provider when it is paused, with what allocators add.
   */
  static final long STALLED_BYTES = 512 * 1024;

  /** Whether another stream may begin: if its caller does not read, there is room for it. */
  public boolean admits() {
    return budget.used() + STALLED_BYTES <= budget.limit();
  }
}
