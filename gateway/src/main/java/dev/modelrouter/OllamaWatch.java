package dev.modelrouter;

import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.wire.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether somebody listens where Ollama should be: once at the start, and again every few
 * seconds as long as nobody does.
 */
final class OllamaWatch {
  private static final Logger log = LoggerFactory.getLogger(OllamaWatch.class);
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
  private OllamaWatch(Vertx vertx, Endpoint endpoint, Runnable found) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.found = found;
    this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  /**
   * Where nothing is configured, has the roster ask Ollama if it answers, and the demonstration for
   * as long as it does not.
   *
   * @return completes when it is known who is asked first
   */
  static Future<?> settle(Vertx vertx, Settings settings, Roster roster) {
    if (!roster.onlyKeyless() || settings.providers().isEmpty()) {
      return Future.succeededFuture();
    }
    ProviderSettings ollama = settings.providers().getFirst();
    if (settings.transport().proxies().before(ollama.endpoints().getFirst()) != null) {
      // Who is behind a proxy cannot be looked for, and is no local convenience either.
      return Future.succeededFuture();
    }
    OllamaWatch watch =
        new OllamaWatch(
            vertx,
            ollama.endpoints().getFirst(),
            () -> {
              roster.useConfigured();
              log.atInfo()
                  .addKeyValue("provider", ollama.id())
                  .log("a real provider answers now: the demonstration is over");
            });
    return watch
        .start()
        .onSuccess(
            there -> {
              if (!there) {
                roster.useDemo();
              }
            });
  }

  /** Looks once; if nobody is there, goes on looking in the background. */
  private Future<Boolean> start() {
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
