package dev.modelrouter.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes the chunks of an HTTP/1.1 answer (RFC 9112, 7.1) straight from its connection: what one
 * read brought is one array, past the layers that would make objects of each chunk. Confined to the
 * connection's event loop.
 *
 * <p>Implementation notes. The counterpart of {@link DirectChunkWriter}: head and end of the answer
 * go the usual way, and Vert.x never notices that it was passed by. The answer's first read goes
 * that way too, and is followed here as it does; as soon as a read ends between two chunks, decoder
 * and tap stand at the same place, and from there on the tap keeps what comes until the line that
 * says that no chunk follows. An answer whose head was not read in one piece, or that was paused
 * before that, goes the usual way to its end.
 */
public final class DirectChunkReader extends ChannelInboundHandlerAdapter {
  private static final ByteBuf HEAD =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer("HTTP/1.1 200 ".getBytes(US_ASCII)).asReadOnly());
  private static final ByteBuf BLANK_LINE =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer("\r\n\r\n".getBytes(US_ASCII)).asReadOnly());
  private static final byte[] LAST = "0\r\n".getBytes(US_ASCII);
  private static final byte[] NOTHING = {};

  /** Below this, what is behind a chunk is its end and perhaps the beginning of another's size. */
  private static final int MIN_CHUNK = 8;

  private enum Mode {
    /** Everything goes the usual way. */
    IDLE,
    /** Somebody wants the answer whose head is being read. */
    WANTED,
    /** The body goes the usual way and is followed. */
    FOLLOWING,
    /** The body is taken. */
    TAKING
  }

  private final ChunkedParser frames = new ChunkedParser();
  private Mode mode = Mode.IDLE;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ContextInternal callers;
  private @Nullable Handler<byte[]> taker;
  private boolean delivered;

  /** Reading was stopped here, whoever keeps the body. */
  private boolean stopped;

  /** The read that is handed on now begins with a head. */
  private boolean headRead;

  DirectChunkReader() {}

  /** Puts a tap on this connection to a server, where it speaks HTTP/1.1. */
  static void install(HttpConnection connection) {
    var pipeline = VertxInternals.context(connection).pipeline();
    ChannelHandlerContext codec = pipeline.context(ProviderCodec.class);
    if (codec != null) {
      pipeline.addBefore(codec.name(), null, new DirectChunkReader());
    }
  }

  /** The tap of this connection, or null if it has none. */
  public static @Nullable DirectChunkReader of(HttpConnection connection) {
    return VertxInternals.context(connection).pipeline().get(DirectChunkReader.class);
  }

  /**
   * Wants the body of the chunked answer whose head is being handed over. What comes by the usual
   * way until the tap is open has to be expected too. Ignored where the head did not come at the
   * beginning of the read that brought its end.
   *
   * @param taker gets each read's data, at least one byte; the array is its own
   */
  public void open(Handler<byte[]> taker) {
    if (!headRead) {
      return;
    }
    this.taker = taker;
    callers = ContextInternal.current();
    mode = Mode.WANTED;
  }

  /** Reads no more until {@link #resume}; false where that must be asked for in the usual way. */
  public boolean pause() {
    return autoRead(false);
  }

  /** Reads on; false where that must be asked for in the usual way. */
  public boolean resume() {
    return autoRead(true);
  }

  private boolean autoRead(boolean on) {
    ChannelHandlerContext ctx = context;
    if (ctx != null && (stopped || !on)) {
      // The usual way alone would go on for a whole round, and queue a MiB.
      stopped = !on;
      ctx.channel().config().setAutoRead(on);
    }
    if (mode == Mode.TAKING) {
      return true;
    }
    close();
    return false;
  }

  /** The answer has ended: what reads from the connection next is not kept from it. */
  public void finish() {
    if (stopped) {
      var _ = autoRead(true);
    }
  }

  private void close() {
    mode = Mode.IDLE;
    taker = null;
    callers = null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (mode == Mode.TAKING) {
      try {
        take(ctx, bytes);
      } finally {
        bytes.release();
      }
      return;
    }
    delivered = true;
    headRead = startsWith(bytes, HEAD);
    if (mode == Mode.IDLE && !headRead) {
      ctx.fireChannelRead(bytes);
      return;
    }
    ByteBuf seen = bytes.retainedDuplicate();
    try {
      ctx.fireChannelRead(bytes);
      headRead = false;
      follow(seen);
    } finally {
      seen.release();
    }
  }

  private static boolean startsWith(ByteBuf bytes, ByteBuf start) {
    int length = start.readableBytes();
    return bytes.readableBytes() >= length
        && ByteBufUtil.equals(bytes, bytes.readerIndex(), start, 0, length);
  }

  /** These bytes have gone the usual way. */
  private void follow(ByteBuf seen) {
    if (mode == Mode.WANTED) {
      int end = startsWith(seen, HEAD) ? ByteBufUtil.indexOf(BLANK_LINE, seen) : -1;
      if (end < 0) {
        close();
        return;
      }
      seen.readerIndex(end + BLANK_LINE.readableBytes());
      frames.begin();
      mode = Mode.FOLLOWING;
    }
    if (mode == Mode.FOLLOWING) {
      for (int data = frames.next(seen); data > 0; data = frames.next(seen)) {
        seen.skipBytes(data);
        frames.took(data);
      }
      switch (frames.at()) {
        case SIZE -> mode = Mode.TAKING;
        case LINE, DATA, BREAK -> {}
        case LAST, BROKEN -> close();
      }
    }
  }

  private void take(ChannelHandlerContext ctx, ByteBuf in) {
    byte[] taken = NOTHING;
    int length = 0;
    for (int data = frames.next(in); data > 0; data = frames.next(in)) {
      if (taken.length < length + data) {
        int behind = in.readableBytes() - data;
        taken = Arrays.copyOf(taken, length + data + (behind < MIN_CHUNK ? 0 : behind));
      }
      in.readBytes(taken, length, data);
      frames.took(data);
      length += data;
    }
    Handler<byte[]> to = taker;
    ContextInternal over = callers;
    if (length > 0 && to != null && over != null) {
      over.dispatch(taken.length == length ? taken : Arrays.copyOf(taken, length), to);
    }
    switch (frames.at()) {
      case SIZE, LINE, DATA, BREAK -> {}
      case LAST -> {
        close();
        if (ctx.channel().isActive()) {
          stopped = false;
          ctx.channel().config().setAutoRead(true);
          delivered = true;
          ctx.fireChannelRead(
              ctx.alloc().buffer(LAST.length + in.readableBytes()).writeBytes(LAST).writeBytes(in));
        }
      }
      case BROKEN -> {
        close();
        var _ = ctx.close();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // A decoder that got nothing would ask for more, and so undo a pause.
    if (delivered) {
      delivered = false;
      ctx.fireChannelReadComplete();
    }
  }
}
