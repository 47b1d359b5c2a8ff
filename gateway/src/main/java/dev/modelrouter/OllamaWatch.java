package dev.modelrouter;

import dev.modelrouter.wire.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/**
 * Looks whether somebody listens where Ollama should be: once at the start, and again every few
 * seconds as long as nobody does.
 */
final class OllamaWatch {
  private static final int CONNECT_MILLIS = 500;
  private static final long AGAIN_MILLIS = 2_000;

  private final Vertx vertx;
  private final Endpoint endpoint;
  private final Runnable found;
  private final NetClient client;

  /**
   * A watch.
   *
   * @param found runs once, when somebody has answered after the first look
   */
  OllamaWatch(Vertx vertx, Endpoint endpoint, Runnable found) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.found = found;
    this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  /** Looks once; if nobody is there, goes on looking in the background. */
  Future<Boolean> start() {
    return look()
        .onSuccess(
            there -> {
              if (!there) {
                vertx.setTimer(AGAIN_MILLIS, ignored -> again());
              }
            });
  }

  private void again() {
    look()
        .onSuccess(
            there -> {
              if (there) {
                found.run();
              } else {
                vertx.setTimer(AGAIN_MILLIS, ignored -> again());
              }
            });
  }

  private Future<Boolean> look() {
    return client
        .connect(endpoint.port(), endpoint.host())
        .compose(socket -> socket.close().map(true))
        .otherwise(false);
  }
}
