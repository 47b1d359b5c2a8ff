package dev.modelrouter.state;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A real Redis server on a free port, with a client of its own for the test to look inside. */
public final class RedisFixture implements AutoCloseable {
  private final Vertx vertx;
  private final int port;
  private RedisServer server;

  /** One that runs. */
  public RedisFixture(Vertx vertx) {
    this.vertx = vertx;
    this.port = freePort();
    start();
  }

  /** Where it is, as an operator would write it. */
  public String url() {
    return "redis://127.0.0.1:" + port + "/1";
  }

  /** Starts it again, empty. */
  public void start() {
    try {
      server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to stop, and waits. */
  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once, as a machine that loses its power does. */
  public void kill() {
    String info = String.valueOf(send(Command.INFO, "server"));
    long pid =
        info.lines()
            .filter(line -> line.startsWith("process_id:"))
            .mapToLong(line -> Long.parseLong(line.substring("process_id:".length()).strip()))
            .findFirst()
            .orElseThrow();
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    stop();
  }

  /** Sends one command on a connection of its own. */
  public Response send(Command command, String... arguments) {
    Redis client = Redis.createClient(vertx, url());
    try {
      Request request = Request.cmd(command);
      for (String argument : arguments) {
        request.arg(argument);
      }
      return Await.forResult(client.send(request));
    } finally {
      client.close();
    }
  }

  @Override
  public void close() {
    stop();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
