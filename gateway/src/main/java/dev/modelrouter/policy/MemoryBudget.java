package dev.modelrouter.policy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits the bytes that are held for one purpose at the same time, over all event loops. Large
 * reservations may take three quarters of it only, so that small ones succeed while a few large
 * ones hold what they may. Safe for use by several threads.
 */
public final class MemoryBudget {
  /** A reservation of more than this many bytes is a large one. */
  public static final long SMALL_BYTES = 1024 * 1024;

  private final long limit;
  private final long largeLimit;
  private final AtomicLong used = new AtomicLong();
  private final LongAdder rejections = new LongAdder();

  /**
   * A budget of which nothing is in use.
   *
   * @param limit bytes, at least 1
   */
  public MemoryBudget(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1");
    }
    this.limit = limit;
    this.largeLimit = limit - limit / 4;
  }

  /** A share of so much memory, in percent. */
  public static MemoryBudget share(long bytes, int percent) {
    return new MemoryBudget(Math.max(1, bytes / 100 * percent));
  }

  /** A reservation of nothing yet. */
  public MemoryReservation reservation() {
    return new MemoryReservation(this);
  }

  /** Whether so many bytes could be reserved if nothing else were. */
  public boolean fits(long bytes) {
    return bytes <= (bytes > SMALL_BYTES ? largeLimit : limit);
  }

  /** Bytes reserved now. */
  public long used() {
    return used.get();
  }

  /** Most bytes reserved at the same time. */
  public long limit() {
    return limit;
  }

  /** How often a reservation was refused so far. */
  public long rejections() {
    return rejections.sum();
  }

  /** Takes more bytes for a reservation that holds {@code total} afterwards, if they fit. */
  boolean take(long more, long total) {
    long max = total > SMALL_BYTES ? largeLimit : limit;
    long now = used.get();
    while (now + more <= max) {
      if (used.compareAndSet(now, now + more)) {
        return true;
      }
      now = used.get();
    }
    rejections.increment();
    return false;
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }
}
