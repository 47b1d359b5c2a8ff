package dev.modelrouter;

import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.wire.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for Ollama at the start, after each change of the configuration, and again and again as
 * long as the roster depends on it: one that nobody configured is used only while something answers
 * there as Ollama does; of one that was configured alone it is enough that something listens.
 */
final class OllamaDetector {
  private static final Logger log = LoggerFactory.getLogger(OllamaDetector.class);
  private static final int CONNECT_MILLIS = 500;
  private static final long AGAIN_MILLIS = 2_000;
  private static final long STILL_THERE_MILLIS = 10_000;
  private static final int MAX_VERSION_BYTES = 1_024;
  private static final String GATEWAY_MARKER = "x-process-time";
  private static final String VERSION = "/api/version";

  private final Vertx vertx;
  private final ActiveProviders activeProviders;
  private final NetClient sockets;
  private final HttpClient http;
  private volatile long generation;

  OllamaDetector(Vertx vertx, ActiveProviders activeProviders) {
    this.vertx = vertx;
    this.activeProviders = activeProviders;
    this.sockets = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(false));
  }

  /**
   * Looks once and tells the roster, then goes on looking in the background.
   *
   * @return completes when the roster knows
   */
  synchronized Future<?> settle() {
    generation++;
    Settings settings = activeProviders.settings();
    ProviderSettings wanted = wanted(settings);
    if (wanted == null && activeProviders.onlyKeyless()) {
      var _ = activeProviders.found(false);
    }
    if (wanted == null
        || settings.transport().proxies().before(wanted.endpoints().getFirst()) != null) {
      // Who is behind a proxy cannot be looked for, and is no local convenience either.
      return Future.succeededFuture();
    }
    return look(wanted, generation);
  }

  private @Nullable ProviderSettings wanted(Settings settings) {
    for (ProviderSettings provider : settings.providers()) {
      if (provider.detected()) {
        return provider;
      }
    }
    return activeProviders.onlyKeyless() && !settings.providers().isEmpty()
        ? settings.providers().getFirst()
        : null;
  }

  private Future<?> look(ProviderSettings wanted, long mine) {
    Endpoint endpoint = wanted.endpoints().getFirst();
    return (wanted.detected() ? answers(endpoint) : listens(endpoint))
        .onSuccess(there -> looked(wanted, mine, there));
  }

  private void looked(ProviderSettings wanted, long mine, boolean there) {
    if (mine != generation) {
      return;
    }
    if (activeProviders.found(there)) {
      log.atInfo()
          .addKeyValue("provider", wanted.id())
          .log(there ? "found: it takes part now" : "not found: it takes no part");
    }
    if (!there || wanted.detected()) {
      vertx.setTimer(
          there ? STILL_THERE_MILLIS : AGAIN_MILLIS,
          ignored -> {
            if (mine == generation) {
              var _ = look(wanted, mine);
            }
          });
    }
  }

  private Future<Boolean> listens(Endpoint endpoint) {
    return sockets
        .connect(endpoint.port(), endpoint.host())
        .compose(socket -> socket.close().map(true))
        .otherwise(false);
  }

  /** Whether what listens there answers as Ollama does; no prompt goes to anything else. */
  Future<Boolean> answers(Endpoint endpoint) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setSsl(endpoint.tls())
            .setURI(endpoint.basePath() + VERSION)
            .setTimeout(AGAIN_MILLIS);
    return http.request(options)
        .compose(HttpClientRequest::send)
        .compose(
            response -> {
              // Another gateway, or this one, answers there too: it would ask itself.
              if (response.statusCode() != 200 || response.getHeader(GATEWAY_MARKER) != null) {
                var _ = response.request().reset();
                return Future.succeededFuture(false);
              }
              return version(response);
            })
        .otherwise(false);
  }

  private static Future<Boolean> version(HttpClientResponse response) {
    Promise<Boolean> told = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        piece -> {
          if (body.length() + piece.length() > MAX_VERSION_BYTES) {
            told.tryComplete(false);
            var _ = response.request().reset();
          } else {
            body.appendBuffer(piece);
          }
        });
    response.exceptionHandler(told::tryFail);
    response.endHandler(
        ended -> {
          String text = body.toString().strip();
          told.tryComplete(text.startsWith("{") && text.contains("\"version\""));
        });
    return told.future();
  }
}
