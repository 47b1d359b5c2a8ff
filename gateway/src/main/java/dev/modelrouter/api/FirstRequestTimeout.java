package dev.modelrouter.api;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cuts plain connections that do not say in time what they want.
 *
 * <p>Implementation notes. A plain port takes HTTP/1.1 and HTTP/2, and Vert.x tells of a connection
 * only once its first head shows which it is: whoever never sends one would never be seen. So until
 * then the connection has Netty's idle handler. It stands behind the decoders, where parts of a
 * head are not seen as reads, so its time runs from the connection's beginning. It is taken out
 * with the first head: no later read or write passes through it.
 */
final class FirstRequestTimeout {
  private FirstRequestTimeout() {}

  /** Sets the limit for every connection of a server. */
  static void set(HttpServerOptions options, Duration limit) {
    options
        .setReadIdleTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis())))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /** The connection has said what it wants. */
  static void lift(HttpConnection connection) {
    if (connection instanceof HttpServerConnection accepted) {
      ChannelPipeline pipeline = accepted.channelHandlerContext().pipeline();
      IdleStateHandler limit = pipeline.get(IdleStateHandler.class);
      if (limit != null) {
        pipeline.remove(limit);
      }
    }
  }
}
