package dev.modelrouter.state;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Where a gateway gets its {@link SharedState} from. */
public final class SharedStates {
  private SharedStates() {}

  /**
   * Opens the state: in this node's memory, or in Redis if there is a URL. A Redis that is not
   * there does not stop the start; the node is on its own until it comes. The connection lives on
   * the calling context's event loop, so this is best called from outside any verticle.
   *
   * @param redisUrl {@code redis://[:password@]host:port/db} or {@code rediss://…}, or null
   * @param node this node's name among those that share the state; unique, as a random UUID is
   * @return never fails; complete once it is known whether Redis is there
   * @throws IllegalArgumentException if the URL cannot be read; the message does not show it
   */
  public static Future<SharedState> open(
      Vertx vertx, @Nullable String redisUrl, StateTiming timing, String node) {
    MemoryState memory = new MemoryState(System::nanoTime, timing);
    if (redisUrl == null) {
      return Future.succeededFuture(memory);
    }
    RedisAddress address = RedisAddress.parse(redisUrl);
    return new RedisWithFallbackState(vertx, address, memory, timing, node).start(timing);
  }
}
