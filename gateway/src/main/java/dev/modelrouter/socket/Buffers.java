package dev.modelrouter.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Bytes as a buffer and back, without the copies that Vert.x's own ways make. */
public final class Buffers {
  private Buffers() {}

  /** These bytes, which must not change any more. */
  public static Buffer of(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  /**
   * The bytes of a buffer that was read and that nobody else holds: Vert.x has copied them out of
   * the network's buffer into an array of just their length.
   */
  public static byte[] taken(Buffer read) {
    ByteBuf bytes = ((BufferInternal) read).getByteBuf();
    if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.readerIndex() == 0) {
      byte[] array = bytes.array();
      if (array.length == bytes.writerIndex()) {
        return array;
      }
    }
    return read.getBytes();
  }
}
