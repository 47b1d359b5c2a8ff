package dev.modelrouter.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a connection was given at the end of the event loop's round instead of at once: when
 * all sockets that were ready have been read, and before the loop looks for new ones.
 *
 * <p>Implementation notes. Nothing waits: a round of one socket ends when that socket has been
 * served. But on a busy loop the writes of a round now follow one another, so that whoever reads
 * them is woken once and not once for each; that was a third of the CPU of a request. It also puts
 * what one socket was given in one round into one system call. Netty's FlushConsolidationHandler
 * does the same with a future for each flush, which a token's way notices. Only the way to a
 * connection's pipeline is Vert.x's internal one.
 */
final class FlushCoalescer extends ChannelDuplexHandler implements Runnable {
  private @Nullable ChannelHandlerContext context;
  private boolean coming;

  private FlushCoalescer() {}

  /** Makes this connection send at the end of each round. Must be called on its event loop. */
  static void install(HttpConnection connection) {
    VertxInternals.context(connection).pipeline().addFirst(new FlushCoalescer());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** Writes bytes that need no other handler; they leave at the end of the round. */
  ChannelFuture write(ByteBuf bytes) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("not on a connection");
    }
    ChannelFuture written = ctx.write(bytes);
    flush(ctx);
    return written;
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (!coming) {
      coming = true;
      ctx.channel().eventLoop().execute(this);
    }
  }

  /** The round has ended. */
  @Override
  public void run() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      send(ctx);
    }
  }

  private void send(ChannelHandlerContext ctx) {
    if (coming) {
      coming = false;
      ctx.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      // So much is held that the writer is told to stop: it has to leave for the writer to go on.
      send(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    send(ctx);
    var _ = ctx.close(promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    send(ctx);
    var _ = ctx.disconnect(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    send(ctx);
  }
}
