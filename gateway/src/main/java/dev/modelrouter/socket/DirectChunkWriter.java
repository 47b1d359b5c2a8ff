package dev.modelrouter.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks of an HTTP/1.1 answer (RFC 9112, 7.1) straight to its connection: length, bytes and
 * end in one buffer, past the layers that would make objects of them. Confined to the connection's
 * event loop.
 *
 * <p>Implementation notes. A stream's token would else pass two queues, an encoder that makes three
 * buffers of it, and as many promises. The head must have been written, and the answer is ended in
 * the usual way: the encoder never notices that it was passed by. Order is kept as long as {@link
 * #write} is called only when all that was written in the usual way has left.
 */
public final class DirectChunkWriter {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
  private static final int MAX_DIGITS = 8;
  private static final int BITS = 4;
  private static final int MASK = 0xf;

  private final ChannelHandlerContext belowEncoder;
  private final ByteBufAllocator memory;

  /** The last handler on the way out, or null where others, TLS's for instance, have their part. */
  private final @Nullable FlushCoalescer exit;

  private @Nullable ChannelFuture last;

  private DirectChunkWriter(ChannelHandlerContext belowEncoder) {
    this.belowEncoder = belowEncoder;
    this.memory = belowEncoder.alloc();
    var pipeline = belowEncoder.pipeline();
    this.exit = pipeline.get(SslHandler.class) == null ? pipeline.get(FlushCoalescer.class) : null;
  }

  /** The line of this connection, or null if it does not speak HTTP/1.1. */
  public static @Nullable DirectChunkWriter of(HttpConnection connection) {
    if (!(connection instanceof HttpServerConnection server)) {
      return null;
    }
    ChannelHandlerContext encoder =
        server.channelHandlerContext().pipeline().context(HttpResponseEncoder.class);
    return encoder == null ? null : new DirectChunkWriter(encoder);
  }

  /** Writes one chunk, at least one byte; it leaves at the end of the event loop's round. */
  public void write(byte[] bytes) {
    ByteBuf chunk = memory.directBuffer(bytes.length + MAX_DIGITS + 4);
    length(chunk, bytes.length);
    end(chunk).writeBytes(bytes);
    end(chunk);
    last = exit == null ? belowEncoder.writeAndFlush(chunk) : exit.write(chunk);
  }

  private static void length(ByteBuf chunk, int length) {
    int shift = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length)) / BITS * BITS;
    for (; shift >= 0; shift -= BITS) {
      chunk.writeByte(DIGITS[length >> shift & MASK]);
    }
  }

  private static ByteBuf end(ByteBuf chunk) {
    return chunk.writeByte('\r').writeByte('\n');
  }

  /** Whether the peer reads more slowly than is written. */
  public boolean full() {
    return !belowEncoder.channel().isWritable();
  }

  /** Calls back once, when everything written has left or the connection is gone. */
  public void onDrain(Runnable drained) {
    ChannelFuture waiting = last;
    if (waiting == null) {
      drained.run();
    } else {
      waiting.addListener(ignored -> drained.run());
    }
  }
}
