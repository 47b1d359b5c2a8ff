package dev.modelrouter.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;

/** What Vert.x knows of a connection and tells by interfaces that are internal there. */
public final class VertxInternals {
  private VertxInternals() {}

  /** The end of its channel's pipeline that Vert.x holds. */
  static ChannelHandlerContext context(HttpConnection connection) {
    return switch (connection) {
      case HttpServerConnection server -> server.channelHandlerContext();
      case HttpClientConnection client -> client.channelHandlerContext();
      case UnpooledHttpClientConnection client -> client.unwrap().channelHandlerContext();
      default -> throw stranger(connection);
    };
  }

  /**
   * Whether a connection to a provider may carry another request: it is open, has not been idle for
   * longer than the client or the server ({@code Keep-Alive: timeout}) allows, and what it carried
   * before has ended as {@link ProviderCodec} demands.
   */
  public static boolean usable(HttpConnection connection) {
    return switch (connection) {
      case UnpooledHttpClientConnection client ->
          client.unwrap().isValid() && usable(context(client).channel());
      default -> throw stranger(connection);
    };
  }

  private static boolean usable(Channel channel) {
    ProviderCodec codec = ProviderCodec.of(channel);
    return channel.isActive() && codec != null && codec.reusable();
  }

  private static IllegalArgumentException stranger(HttpConnection connection) {
    return new IllegalArgumentException(
        "not a connection of this Vert.x: " + connection.getClass().getName());
  }
}
