package dev.modelrouter.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Sends what a connection was given at the end of the event loop's round instead of at once: when
 * all sockets that were ready have been read, and before the loop looks for new ones.
 *
 * <p>Implementation notes. Nothing waits: a round of one socket ends when that socket has been
 * served. But on a busy loop the writes of a round now follow one another, so that whoever reads
 * them is woken once and not once for each; that was a third of the CPU of a request. It also puts
 * what one socket was given in one round into one system call. Netty's own handler does the work;
 * only the way to a connection's pipeline is Vert.x's internal one.
 */
public final class RoundFlush {
  /** Flushes of one connection that a round may hold back. */
  private static final int MOST_HELD_BACK = 256;

  private RoundFlush() {}

  /** Makes this connection send at the end of each round. Must be called on its event loop. */
  public static void install(HttpConnection connection) {
    ChannelHandlerContext context =
        switch (connection) {
          case HttpServerConnection server -> server.channelHandlerContext();
          case HttpClientConnection client -> client.channelHandlerContext();
          default ->
              throw new IllegalArgumentException(
                  "not a connection of this Vert.x: " + connection.getClass().getName());
        };
    context.pipeline().addFirst(new FlushConsolidationHandler(MOST_HELD_BACK, true));
  }
}
