package dev.modelrouter.upstream;

import dev.modelrouter.socket.VertxInternals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Supplier;

/**
 * The HTTP/1.1 connections of one event loop to one place: each carries one request at a time and
 * is kept for the next one. Confined to the loop.
 *
 * <p><b>Implementation notes.</b> Vert.x has a pool too. For each request it resolves the place and
 * looks it up anew, by keys that hash every option of TLS. A connection is being made, lent or
 * idle; {@code open} counts all three and is never above {@code max}. Whoever finds none free
 * waits, and gets the first that is given back. The newest is lent first, so that those left over
 * from a busy hour grow old and are closed.
 */
final class ConnectionPool {
  private final Supplier<Future<HttpClientConnection>> maker;
  private final int max;
  private final SequencedSet<HttpClientConnection> idle = new LinkedHashSet<>();
  private final Deque<Promise<HttpClientConnection>> waiting = new ArrayDeque<>();
  private int open;

  /**
   * None yet.
   *
   * @param maker makes one; what it gives is ready for use
   * @param max connections at once, at least 1
   */
  ConnectionPool(Supplier<Future<HttpClientConnection>> maker, int max) {
    this.maker = maker;
    this.max = max;
  }

  /** Lends a connection; whoever gets it gives it {@linkplain #give back} or closes it. */
  Future<HttpClientConnection> take() {
    while (!idle.isEmpty()) {
      HttpClientConnection newest = idle.removeLast();
      if (VertxInternals.usable(newest)) {
        return Future.succeededFuture(newest);
      }
      newest.close();
    }
    if (open < max) {
      return make();
    }
    Promise<HttpClientConnection> turn = Promise.promise();
    waiting.add(turn);
    return turn.future();
  }

  /** Takes back a connection that has carried a whole answer, or nothing. */
  void give(HttpClientConnection connection) {
    if (!VertxInternals.usable(connection)) {
      connection.close();
      return;
    }
    Promise<HttpClientConnection> next = waiting.poll();
    if (next == null) {
      idle.add(connection);
    } else {
      next.complete(connection);
    }
  }

  /** Closes the idle ones whose time is over. */
  void sweep() {
    for (HttpClientConnection connection : List.copyOf(idle)) {
      if (!VertxInternals.usable(connection)) {
        idle.remove(connection);
        connection.close();
      }
    }
  }

  /** How many there are: being made, lent or idle. */
  int open() {
    return open;
  }

  private Future<HttpClientConnection> make() {
    open++;
    return maker
        .get()
        .onComplete(made -> made.closeHandler(ignored -> closed(made)), ignored -> placeIsFree());
  }

  private void closed(HttpClientConnection connection) {
    idle.remove(connection);
    placeIsFree();
  }

  private void placeIsFree() {
    open--;
    Promise<HttpClientConnection> next = waiting.poll();
    if (next != null) {
      make().onComplete(next);
    }
  }
}
