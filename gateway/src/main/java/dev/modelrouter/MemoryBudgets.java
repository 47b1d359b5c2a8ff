package dev.modelrouter;

import dev.modelrouter.config.MemorySettings;
import dev.modelrouter.policy.MemoryBudget;
import dev.modelrouter.socket.DirectMemory;

/**
 * The budgets for what is held in memory, over all event loops.
 *
 * @param requests request bodies that are read, held and parsed
 * @param answers answers of providers that are held
 * @param output what callers that read slowly have not read yet
 */
record MemoryBudgets(MemoryBudget requests, MemoryBudget answers, MemoryBudget output) {

  /** Shares of the memory that this JVM may use. */
  static MemoryBudgets of(MemorySettings settings) {
    long heap = Runtime.getRuntime().maxMemory();
    return new MemoryBudgets(
        MemoryBudget.share(heap, settings.requestPercent()),
        MemoryBudget.share(heap, settings.answerPercent()),
        MemoryBudget.share(Math.min(heap, DirectMemory.max()), settings.outputPercent()));
  }
}
