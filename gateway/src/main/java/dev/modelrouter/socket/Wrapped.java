package dev.modelrouter.socket;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Bytes on their way out as a buffer, without the copy that Vert.x's own factory makes. */
public final class Wrapped {
  private Wrapped() {}

  /** These bytes, which must not change any more. */
  public static Buffer of(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }
}
