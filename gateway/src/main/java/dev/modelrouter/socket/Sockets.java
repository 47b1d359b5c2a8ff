package dev.modelrouter.socket;

import io.netty.channel.ChannelConfig;
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

  /** Prepares a connection to a provider. */
  public void connected(HttpConnection connection) {
    RoundFlush.install(connection);
    giveRoom(connection);
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
