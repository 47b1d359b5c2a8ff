package dev.modelrouter;

import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.telemetry.Logging;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The exercise behind {@code --train}: a gateway on a free loopback port, in front of a stand-in
 * for a provider, answers some thousand requests. The build runs it to fill the JVM's ahead-of-time
 * cache (JEP 483, 514, 515), so that later starts find classes loaded and methods profiled.
 */
final class AotWarmup {
  private static final int ROUNDS = 60;
  private static final int PARALLEL = 16;
  private static final int TOKENS = 40;
  private static final long LIMIT_SECONDS = 60;
  private static final String LOOPBACK = "127.0.0.1";
  private static final String KEY = "training-key";
  private static final String ASK =
      "{\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
          + "{\"role\":\"user\",\"content\":\"Say hello to the caf\\u00e9, please.\"}],"
          + "\"max_tokens\":64,\"temperature\":0.5}";
  private static final String ANSWER =
      "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello,"
          + " caf\\u00e9!\\n"
          + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
          + "\"total_tokens\":13}}";

  private AotWarmup() {}

  /** Runs the exercise. Returns the exit status. */
  static int run() {
    Vertx vertx = Main.vertx();
    try {
      Future.succeededFuture()
          .compose(ignored -> exercise(vertx))
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
      vertx.close().toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return 0;
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("training failed: " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static Future<?> exercise(Vertx vertx) {
    return vertx
        .createHttpServer()
        .requestHandler(AotWarmup::standIn)
        .listen(0, LOOPBACK)
        .compose(server -> exercise(vertx, server));
  }

  private static Future<?> exercise(Vertx vertx, HttpServer provider) {
    Settings settings =
        SettingsReader.read(
            Map.of(
                "HOST", LOOPBACK,
                "PORT", "0",
                "API_KEY", KEY,
                "GROQ_API_KEY", "training",
                "GROQ_BASE_URL", "http://" + LOOPBACK + ":" + provider.actualPort(),
                "GROQ_RATE_LIMIT", "0",
                "RATE_LIMIT_REQUESTS_PER_MINUTE", "1000000",
                "MAX_CONCURRENT_STREAMS", "1000",
                "SHUTDOWN_GRACE_SECONDS", "5"),
            Map.of(),
            ProviderCatalogue.load());
    Logging logging = Main.logging(settings, OutputStream.nullOutputStream());
    return Gateway.start(vertx, settings, Main.eventLoops(), logging::droppedLines)
        .compose(gateway -> rounds(vertx, gateway.port(), ROUNDS).compose(done -> gateway.stop()))
        .onComplete(ignored -> logging.close());
  }

  private static Future<?> rounds(Vertx vertx, int port, int left) {
    HttpClientAgent client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(PARALLEL));
    return rounds(client, port, left).eventually(client::close);
  }

  private static Future<?> rounds(HttpClientAgent client, int port, int left) {
    if (left == 0) {
      return Future.succeededFuture();
    }
    List<Future<?>> round = new ArrayList<>();
    for (int i = 0; i < PARALLEL; i++) {
      round.add(ask(client, port, HttpMethod.POST, "/chat", ASK));
      round.add(ask(client, port, HttpMethod.POST, "/stream", ASK));
    }
    round.add(ask(client, port, HttpMethod.POST, "/chat", "{\"messages\":[{\"role\":1}]}"));
    round.add(ask(client, port, HttpMethod.POST, "/chat", "nonsense"));
    round.add(ask(client, port, HttpMethod.GET, "/health", ""));
    round.add(ask(client, port, HttpMethod.GET, "/metrics", ""));
    return Future.all(round).compose(done -> rounds(client, port, left - 1));
  }

  private static Future<?> ask(
      HttpClientAgent client, int port, HttpMethod method, String path, String body) {
    RequestOptions options =
        new RequestOptions().setHost(LOOPBACK).setPort(port).setMethod(method).setURI(path);
    return client
        .request(options)
        .compose(
            request ->
                request.putHeader("authorization", "Bearer " + KEY).send(Buffer.buffer(body)))
        .compose(response -> response.body());
  }

  /** Answers like an OpenAI-compatible provider, in one write a token. */
  private static void standIn(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (!body.toString().contains("\"stream\":true")) {
                request.response().putHeader("content-type", "application/json").end(ANSWER);
                return;
              }
              request.response().setChunked(true).putHeader("content-type", "text/event-stream");
              for (int i = 0; i < TOKENS; i++) {
                request.response().write(chunk("{\"content\":\" caf\\u00e9" + i + "\"}", "null"));
              }
              request.response().write(chunk("{}", "\"stop\""));
              request.response().end("data: [DONE]\n\n");
            });
  }

  private static String chunk(String delta, String finish) {
    return "data:"
        + " {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }
}
