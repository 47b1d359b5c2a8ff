package dev.modelrouter.socket;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * An allocator that gives the head of an HTTP/1.1 message a buffer with room for a body of usual
 * size behind it.
 *
 * <p>Implementation notes. Netty's encoder puts a body into the head's buffer where it fits without
 * growing it, but asks only for what heads needed so far. A message in one buffer is one write with
 * one promise and one system call of the simple kind; in two it is a list of both, a copy of the
 * body outside the heap all the same, and a call that gathers. Everything else is passed on to the
 * channel's own allocator as it is asked for: what is below {@link #MIN_HEAD} is no head but the
 * length of a chunk.
 */
final class HeadRoomAllocator extends AbstractByteBufAllocator {
  private static final int MIN_HEAD = 128;
  private static final int EXTRA_CAPACITY = 4 * 1024;

  private final ByteBufAllocator own;

  HeadRoomAllocator(ByteBufAllocator own) {
    super(true);
    this.own = own;
  }

  /** Whether this is where everything else is passed on to. */
  @SuppressWarnings("ReferenceEquality") // Allocators have no other.
  boolean goesTo(ByteBufAllocator other) {
    return own == other;
  }

  @Override
  public ByteBuf buffer(int initialCapacity) {
    return own.buffer(
        initialCapacity >= MIN_HEAD ? Math.max(initialCapacity, EXTRA_CAPACITY) : initialCapacity);
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return own.heapBuffer(initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return own.directBuffer(initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return own.isDirectBufferPooled();
  }
}
