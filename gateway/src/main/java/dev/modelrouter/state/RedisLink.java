package dev.modelrouter.state;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of this node to Redis. Commands are pipelined; each has a time limit. Whatever
 * goes wrong with one (no answer in time, an error for an answer, a lost connection) ends the
 * connection: a server that cannot do its part is of no use, and nobody shall wait for it twice.
 *
 * <p><b>Implementation notes.</b> Everything happens on one event loop, that of {@link #context}:
 * commands are written in the order they arrive there and answers are handled there in the same
 * order. Each connection has a client of its own, as closing the client is the one way to be rid of
 * a connection that hangs. A failure counts only for the connection it happened on, so the last
 * gasps of an old one do no harm to the next.
 */
final class RedisLink {
  private static final int MAX_WAITING = 16_384;
  private static final int KEYS_A_SCAN = 1_000;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Context context;
  private final RedisAddress address;
  private final long limitMillis;
  private final RoundTripTimes times;
  private final Consumer<Throwable> onLost;
  private @Nullable Session session;

  /** A client with its only connection; no two are equal. */
  private static final class Session {
    private final Redis client;
    private final RedisConnection connection;

    private Session(Redis client, RedisConnection connection) {
      this.client = client;
      this.connection = connection;
    }
  }

  /**
   * A link that is not connected yet.
   *
   * @param limit how long one command may take
   * @param times gets how long each command took
   * @param onLost told once on the link's loop whenever a connection that stood is gone
   */
  RedisLink(
      Vertx vertx,
      Context context,
      RedisAddress address,
      Duration limit,
      RoundTripTimes times,
      Consumer<Throwable> onLost) {
    this.vertx = vertx;
    this.context = context;
    this.address = address;
    this.limitMillis = limit.toMillis();
    this.times = times;
    this.onLost = onLost;
  }

  /** Whether a connection stands. On the link's loop only. */
  boolean connected() {
    return session != null;
  }

  /** Connects, loads the scripts and sees whether the server takes writes. On the loop only. */
  Future<Void> connect() {
    int connectMillis = (int) CONNECT_LIMIT.toMillis();
    Redis client = Redis.createClient(vertx, address.options(connectMillis, MAX_WAITING));
    return client
        .connect()
        .timeout(connectMillis, TimeUnit.MILLISECONDS)
        .compose(
            connection -> {
              Session fresh = new Session(client, connection);
              connection.endHandler(_ -> lost(fresh, new IllegalStateException("it hung up")));
              connection.exceptionHandler(cause -> lost(fresh, cause));
              return prepare(fresh).onSuccess(_ -> session = fresh);
            })
        .onFailure(_ -> client.close());
  }

  private Future<Void> prepare(Session fresh) {
    Future<?> loaded = Future.succeededFuture();
    for (RedisScript script : RedisScript.values()) {
      Request load = Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source());
      loaded = loaded.compose(_ -> limited(fresh, load));
    }
    List<String> mark = List.of(RedisKeys.CHECK);
    return loaded
        .compose(_ -> limited(fresh, byDigest(RedisScript.CHECK, mark, List.of())))
        .mapEmpty();
  }

  /** Runs a script; from any thread. The future completes on the link's loop. */
  Future<Response> run(RedisScript script, List<String> keys, List<String> arguments) {
    Promise<Response> answer = Promise.promise();
    context.runOnContext(_ -> runHere(script, keys, arguments).onComplete(answer));
    return answer.future();
  }

  /** Runs a script at once. On the link's loop only. */
  Future<Response> runHere(RedisScript script, List<String> keys, List<String> arguments) {
    Session current = session;
    if (current == null) {
      return Future.failedFuture("not connected to Redis");
    }
    return limited(current, byDigest(script, keys, arguments))
        .recover(
            cause ->
                String.valueOf(cause.getMessage()).startsWith("NOSCRIPT")
                    ? limited(current, bySource(script, keys, arguments))
                    : Future.failedFuture(cause))
        .onFailure(cause -> lost(current, cause));
  }

  /** Names of all keys that fit a pattern, found bit by bit. On the link's loop only. */
  Future<List<String>> keys(String pattern) {
    Session current = session;
    return current == null
        ? Future.failedFuture("not connected to Redis")
        : keys(current, pattern, "0", new ArrayList<>()).onFailure(cause -> lost(current, cause));
  }

  private Future<List<String>> keys(Session on, String pattern, String cursor, List<String> found) {
    Request scan =
        Request.cmd(Command.SCAN)
            .arg(cursor)
            .arg("MATCH")
            .arg(pattern)
            .arg("COUNT")
            .arg(KEYS_A_SCAN);
    return limited(on, scan)
        .compose(
            page -> {
              page.get(1).forEach(key -> found.add(key.toString()));
              String next = page.get(0).toString();
              return next.equals("0")
                  ? Future.succeededFuture(found)
                  : keys(on, pattern, next, found);
            });
  }

  /** Ends the connection without a word. On the link's loop only. */
  void close() {
    Session last = session;
    session = null;
    if (last != null) {
      last.client.close();
    }
  }

  private Future<Response> limited(Session on, Request request) {
    long sentAt = System.nanoTime();
    return on.connection
        .send(request)
        .timeout(limitMillis, TimeUnit.MILLISECONDS)
        .onComplete(ignored -> times.add(System.nanoTime() - sentAt))
        .map(answer -> Objects.requireNonNull(answer, "an empty answer"));
  }

  private void lost(Session which, Throwable cause) {
    if (session == which) {
      close();
      onLost.accept(cause);
    }
  }

  private static Request byDigest(RedisScript script, List<String> keys, List<String> arguments) {
    return with(Request.cmd(Command.EVALSHA).arg(script.digest()), keys, arguments);
  }

  private static Request bySource(RedisScript script, List<String> keys, List<String> arguments) {
    return with(Request.cmd(Command.EVAL).arg(script.source()), keys, arguments);
  }

  private static Request with(Request request, List<String> keys, List<String> arguments) {
    request.arg(keys.size());
    for (String key : keys) {
      request.arg(key);
    }
    for (String argument : arguments) {
      request.arg(argument);
    }
    return request;
  }
}
