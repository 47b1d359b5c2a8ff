package dev.modelrouter.fake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the provider has seen: the requests, who is connected, who left too early. */
final class Ledger {

  /** Older requests are forgotten, so that a long load test does not fill the memory. */
  static final int MAX_REQUESTS = 10_000;

  private final Deque<RecordedRequest> requests = new ArrayDeque<>();
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong disconnects = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();

  void connected(Connection connection) {
    accepted.incrementAndGet();
    connections.add(connection);
  }

  void closed(Connection connection) {
    connections.remove(connection);
  }

  void received(RecordedRequest request) {
    synchronized (requests) {
      if (requests.size() == MAX_REQUESTS) {
        requests.removeFirst();
      }
      requests.addLast(request);
    }
  }

  void begun(Exchange exchange) {
    open.add(exchange);
    mostOpen.accumulateAndGet(open.size(), Math::max);
  }

  void settled(Exchange exchange) {
    open.remove(exchange);
  }

  // Counted before it is taken off: who waits for no open exchange then reads a true count.
  void disconnected(Exchange exchange) {
    disconnects.incrementAndGet();
    open.remove(exchange);
  }

  void forget() {
    synchronized (requests) {
      requests.clear();
    }
    disconnects.set(0);
    accepted.set(0);
  }

  List<RecordedRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  List<Connection> connections() {
    return List.copyOf(connections);
  }

  int mostOpenExchanges() {
    return mostOpen.get();
  }

  int openExchanges() {
    return open.size();
  }

  long disconnects() {
    return disconnects.get();
  }

  long accepted() {
    return accepted.get();
  }
}
