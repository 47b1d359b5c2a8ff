package dev.modelrouter.socket;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Prepares the connections of one event loop. Confined to it. */
public final class PipelineSetup {
  /**
   * Most bytes of one read from a provider: a stream whose caller does not read holds two or three
   * of them when it is paused.
   */
  private static final int MAX_READ_BYTES = 16 * 1024;

  private static final int MIN_READ_BYTES = 64;
  private static final int FIRST_READ_BYTES = 2 * 1024;

  private final RecvByteBufAllocator reads =
      new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES);
  private @Nullable HeadRoomAllocator heads;

  /** None yet. */
  public PipelineSetup() {}

  /** Prepares a connection from a caller. */
  public void accepted(HttpConnection connection) {
    FlushCoalescer.install(connection);
    giveRoom(connection);
  }

  /**
   * Prepares a connection to a provider.
   *
   * @param maxHeadBytes longest head of an answer
   * @param maxChunkBytes how much of a body is handed on at once, at most
   */
  public void connected(HttpConnection connection, int maxHeadBytes, int maxChunkBytes) {
    FlushCoalescer.install(connection);
    giveRoom(connection);
    VertxInternals.context(connection).channel().config().setRecvByteBufAllocator(reads);
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
    DirectChunkReader.install(connection);
  }

  /** All connections get the same one, as they had before: each event asks it for memory. */
  private void giveRoom(HttpConnection connection) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      return;
    }
    ChannelConfig config = VertxInternals.context(connection).channel().config();
    HeadRoomAllocator known = heads;
    if (known == null || !known.goesTo(config.getAllocator())) {
      known = new HeadRoomAllocator(config.getAllocator());
      heads = known;
    }
    config.setAllocator(known);
  }
}
