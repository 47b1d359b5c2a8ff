package dev.modelrouter.wire;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Compressed reads that are inflated block by block, so that the receiver can stop between two
 * blocks and continue later. What waits here is still compressed. Confined to one thread.
 */
public final class InflateQueue implements AutoCloseable {
  /** Most bytes of one block. */
  public static final int BLOCK_BYTES = 16 * 1024;

  private final ContentInflater inflater;
  private final Deque<byte[]> waiting = new ArrayDeque<>(2);
  private final byte[] block = new byte[BLOCK_BYTES];

  /** An empty queue; it closes the inflater in the end. */
  public InflateQueue(ContentInflater inflater) {
    this.inflater = inflater;
  }

  /** Appends a read. */
  public void add(byte[] compressed) {
    waiting.add(compressed);
  }

  /**
   * Inflates the next block.
   *
   * @return null when more has to be added first
   * @throws DataFormatException if it is not what the encoding says
   */
  public byte @Nullable [] next() throws DataFormatException {
    while (true) {
      int length = inflater.read(block);
      if (length > 0) {
        return Arrays.copyOf(block, length);
      }
      byte[] more = waiting.poll();
      if (more == null) {
        return null;
      }
      inflater.feed(more);
    }
  }

  /** Whether what was inflated is a whole body. */
  public boolean whole() {
    return inflater.whole();
  }

  @Override
  public void close() {
    inflater.close();
  }
}
