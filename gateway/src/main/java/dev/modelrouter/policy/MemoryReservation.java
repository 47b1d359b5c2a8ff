package dev.modelrouter.policy;

/**
 * The part of a {@link MemoryBudget} that one holder has reserved. It is given back exactly once,
 * however often {@link #release} is called. Safe for use by several threads.
 */
public final class MemoryReservation {
  private final MemoryBudget budget;
  private long reserved;
  private boolean released;

  MemoryReservation(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Raises what is reserved to this many bytes; where more is reserved already, nothing changes.
   *
   * @return false if the budget has no room for it, or the reservation was released
   */
  public synchronized boolean growTo(long bytes) {
    if (released) {
      return false;
    }
    if (bytes > reserved) {
      if (!budget.take(bytes - reserved, bytes)) {
        return false;
      }
      reserved = bytes;
    }
    return true;
  }

  /** Lowers what is reserved to this many bytes; where less is reserved, nothing changes. */
  public synchronized void shrinkTo(long bytes) {
    if (bytes < reserved) {
      budget.give(reserved - bytes);
      reserved = bytes;
    }
  }

  /** Bytes reserved now. */
  public synchronized long reserved() {
    return reserved;
  }

  /** Gives everything back; nothing can be reserved from here on. */
  public synchronized void release() {
    shrinkTo(0);
    released = true;
  }
}
