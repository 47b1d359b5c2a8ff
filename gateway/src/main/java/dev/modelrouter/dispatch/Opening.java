package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one attempt until the head of its answer: first for the connection, then for the
 * head. Confined to the event loop of its attempt.
 */
final class Opening {

  /** Who is told. */
  interface Late extends ExceptionHandler {
    /**
     * A limit has passed.
     *
     * @param connected whether it was that of the head
     */
    void late(boolean connected);
  }

  private final Deadlines deadlines;
  private final @Nullable Duration connect;
  private final @Nullable Duration head;
  private final Late listener;
  private final Watchdog limit;
  private long beganAt;
  private boolean connected;

  private Opening(
      Deadlines deadlines, @Nullable Duration connect, @Nullable Duration head, Late listener) {
    this.deadlines = deadlines;
    this.connect = connect;
    this.head = head;
    this.listener = listener;
    this.limit = new Watchdog(deadlines, listener, () -> this.listener.late(connected));
  }

  /** Null where there are no such limits. */
  static @Nullable Opening of(Deadlines deadlines, Timeouts timeouts, Late listener) {
    Duration connect = timeouts.connect();
    Duration head = timeouts.head();
    return connect == null && head == null ? null : new Opening(deadlines, connect, head, listener);
  }

  /** The attempt begins: from here on both count. */
  void begin() {
    beganAt = deadlines.now();
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
    beganAt = deadlines.now();
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
      limit.limitNanos(beganAt + fromBegin.toNanos() - deadlines.now());
    }
  }
}
