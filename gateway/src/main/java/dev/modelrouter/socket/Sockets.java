package dev.modelrouter.socket;

import io.netty.channel.ChannelConfig;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Prepares the connections of one event loop. Confined to it. */
public final class Sockets {
  private @Nullable RoomyHeads heads;

  /** None yet. */
  public Sockets() {}

  /** Prepares a connection from a caller. */
  public void accepted(HttpConnection connection) {
    RoundFlush.install(connection);
    giveRoom(connection);
  }

  /**
   * Prepares a connection to a provider.
   *
   * @param maxHeadBytes longest head of an answer
   * @param maxChunkBytes how much of a body is handed on at once, at most
   */
  public void connected(HttpConnection connection, int maxHeadBytes, int maxChunkBytes) {
    RoundFlush.install(connection);
    giveRoom(connection);
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      InformationalFilter.install(connection);
      return;
    }
    ProviderCodec.install(
        connection,
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeadBytes)
            .setMaxHeaderSize(maxHeadBytes)
            .setMaxChunkSize(maxChunkBytes));
    ChunkTap.install(connection);
  }

  /** All connections get the same one, as they had before: each event asks it for memory. */
  private void giveRoom(HttpConnection connection) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      return;
    }
    ChannelConfig config = Connections.context(connection).channel().config();
    RoomyHeads known = heads;
    if (known == null || !known.goesTo(config.getAllocator())) {
      known = new RoomyHeads(config.getAllocator());
      heads = known;
    }
    config.setAllocator(known);
  }
}
