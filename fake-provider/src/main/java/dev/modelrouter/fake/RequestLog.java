package dev.modelrouter.fake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the provider has seen: the requests, who is connected, who left too early. */
final class RequestLog {

  /** Older requests are forgotten, so that a long load test does not fill the memory. */
  static final int MAX_REQUESTS = 10_000;

  private final Deque<RecordedRequest> requests = new ArrayDeque<>();
  private final Set<ReplyChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger maxOpen = new AtomicInteger();
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

  void startedRequests(ReplyChannel replyChannel) {
    open.add(replyChannel);
    maxOpen.accumulateAndGet(open.size(), Math::max);
  }

  void settled(ReplyChannel replyChannel) {
    open.remove(replyChannel);
  }

  // Counted before it is taken off: who waits for no open exchange then reads a true count.
  void disconnected(ReplyChannel replyChannel) {
    disconnects.incrementAndGet();
    open.remove(replyChannel);
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

  int maxOpenExchanges() {
    return maxOpen.get();
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
