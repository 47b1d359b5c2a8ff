package dev.modelrouter.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue without locks for many producers and one consumer.
 *
 * <p>A producer takes a position by moving {@code tail}, then fills its slot. The consumer takes
 * the slot at {@code head} once it is filled, empties it, and only then moves {@code head}.
 * Invariants: {@code head ≤ tail ≤ head + capacity}; a slot outside of {@code [head, tail)} is
 * empty, so the producer that is given its position never overwrites anything.
 *
 * @param <E> what waits
 */
final class MpscRingBuffer<E> {
  private final AtomicReferenceArray<@Nullable E> slots;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();

  /** A queue for that many; a power of two. */
  MpscRingBuffer(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("the capacity must be a power of two");
    }
    slots = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  /** Adds one. Returns how many wait now, or 0 if it was full and this one was not taken. */
  int offer(E event) {
    long position;
    long depth;
    do {
      position = tail.get();
      depth = position - head.getAcquire();
      if (depth > mask) {
        return 0;
      }
    } while (!tail.compareAndSet(position, position + 1));
    slots.setRelease((int) position & mask, event);
    // head may have passed a position read earlier; somebody waits in any case.
    return (int) Math.max(depth, 0) + 1;
  }

  /** Takes the oldest, or null when there is none yet. For the one consumer only. */
  @Nullable E poll() {
    long position = head.getPlain();
    int slot = (int) position & mask;
    E event = slots.getAcquire(slot);
    if (event != null) {
      slots.setPlain(slot, null);
      head.setRelease(position + 1);
    }
    return event;
  }

  /** Whether no producer has taken a position that the consumer has not passed. */
  boolean isEmpty() {
    return tail.get() == head.getPlain();
  }
}
