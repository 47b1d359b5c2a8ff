package dev.modelrouter.dispatch;

import dev.modelrouter.wire.ByteAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is held until it is whole. It nearly always comes in one read, which
 * is then used as it is.
 */
final class HeldBytes {
  private static final int INITIAL = 4 * 1024;
  private static final byte[] NOTHING = {};

  private byte @Nullable [] only;
  private @Nullable ByteAccumulator all;

  /** Takes a read, which is the holder's from here on, and says how many bytes are held. */
  int add(byte[] bytes) {
    ByteAccumulator many = all;
    byte[] first = only;
    if (many == null && first == null) {
      only = bytes;
      return bytes.length;
    }
    if (many == null) {
      many = new ByteAccumulator(INITIAL);
      all = many;
      if (first != null) {
        many.append(first);
        only = null;
      }
    }
    return many.append(bytes).size();
  }

  /** All of it; nothing is held any more. */
  byte[] take() {
    ByteAccumulator many = all;
    byte[] first = only;
    all = null;
    only = null;
    if (many != null) {
      return many.take();
    }
    return first == null ? NOTHING : first;
  }
}
