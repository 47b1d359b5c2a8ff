package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one attempt until the head of its answer: first for the connection, then for the
 * head. Confined to the event loop of its attempt.
 */
final class ConnectAndHeaderTimeout {

  /** Who is told. */
  interface TimeoutListener extends ExceptionHandler {
    /**
     * A limit has passed.
     *
     * @param connected whether it was that of the head
     */
    void onTimeout(boolean connected);
  }

  private final TimeoutScheduler scheduler;
  private final @Nullable Duration connect;
  private final @Nullable Duration head;
  private final TimeoutListener listener;
  private final MovableTimeout limit;
  private long beganAt;
  private boolean connected;

  private ConnectAndHeaderTimeout(
      TimeoutScheduler scheduler,
      @Nullable Duration connect,
      @Nullable Duration head,
      TimeoutListener listener) {
    this.scheduler = scheduler;
    this.connect = connect;
    this.head = head;
    this.listener = listener;
    this.limit = new MovableTimeout(scheduler, listener, () -> this.listener.onTimeout(connected));
  }

  /** Null where there are no such limits. */
  static @Nullable ConnectAndHeaderTimeout create(
      TimeoutScheduler scheduler, Timeouts timeouts, TimeoutListener listener) {
    Duration connect = timeouts.connect();
    Duration head = timeouts.head();
    return connect == null && head == null
        ? null
        : new ConnectAndHeaderTimeout(scheduler, connect, head, listener);
  }

  /** The attempt begins: from here on both count. */
  void begin() {
    beganAt = scheduler.now();
    connected = connect == null;
    limit(connect == null ? head : connect);
  }

  /** There is a connection. */
  void connected() {
    connected = true;
    limit(head);
  }

  /** The caller is still sending what the provider waits for: the head's time begins anew. */
  void headLater() {
    beganAt = scheduler.now();
    limit(head);
  }

  /** The head is there, or the attempt is over. */
  void stop() {
    limit.stop();
  }

  private void limit(@Nullable Duration fromBegin) {
    if (fromBegin == null) {
      limit.stop();
    } else {
      limit.setNanos(beganAt + fromBegin.toNanos() - scheduler.now());
    }
  }
}
