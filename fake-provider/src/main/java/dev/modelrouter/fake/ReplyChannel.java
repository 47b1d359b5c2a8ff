package dev.modelrouter.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request and the wire its reply goes to, from the request's last byte to the reply's.
 *
 * <p>Two threads meet here: the performer writes and pauses, while the connection's reader waits
 * for the peer to leave. Every pause is a wait for that news, so a silent reply ends as soon as its
 * peer does. The exchange is settled just before the bytes that tell the peer that the reply is
 * over: whoever leaves after that leaves in order, and is not counted as a disconnect.
 */
final class ReplyChannel {

  private enum State {
    UNDER_WAY,
    SETTLED,
    LEFT
  }

  /** What is written after settling is small enough to go out without waiting for the peer. */
  private static final int LAST_BYTES = 16 * 1024;

  /** Time for the peer to read what came before a reset, which may wipe out what is unread. */
  private static final Duration BEFORE_RESET = Duration.ofMillis(200);

  private final RecordedRequest request;
  private final Socket socket;
  private final OutputStream out;
  private final RequestLog requestLog;
  private final AtomicReference<State> state = new AtomicReference<>(State.UNDER_WAY);
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  ReplyChannel(RecordedRequest request, Socket socket, OutputStream out, RequestLog requestLog) {
    this.request = request;
    this.socket = socket;
    this.out = out;
    this.requestLog = requestLog;
  }

  /** Carries the performance out; returns when it is over, one way or the other. */
  void run(ReplyWriter replyWriter) {
    try {
      replyWriter.play(this);
      if (request.closesConnection()) {
        close();
      }
    } catch (IOException gone) {
      peerLeft();
      closeQuietly();
    } finally {
      settle();
      over.countDown();
    }
  }

  /** Waits for the end of {@link #run}. */
  void awaitOver() throws InterruptedException {
    over.await();
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /** The peer closed or reset the connection. */
  void peerLeft() {
    if (state.compareAndSet(State.UNDER_WAY, State.LEFT)) {
      requestLog.disconnected(this);
    }
    left.countDown();
  }

  /** The provider itself ends it, which is no disconnect of the peer. */
  void abandon() {
    settle();
    left.countDown();
    closeQuietly();
  }

  byte[] head(HttpHead head) {
    return head.bytes(request.closesConnection());
  }

  void write(byte[] bytes) throws IOException {
    pause(Duration.ZERO);
    out.write(bytes);
  }

  /** Writes the bytes after which the peer knows that the reply is over. */
  void lastWrite(byte[] bytes) throws IOException {
    int early = Math.max(0, bytes.length - LAST_BYTES);
    pause(Duration.ZERO);
    out.write(bytes, 0, early);
    settle();
    try {
      out.write(bytes, early, bytes.length - early);
    } catch (IOException gone) {
      if (state.compareAndSet(State.SETTLED, State.LEFT)) {
        requestLog.disconnected(this);
      }
      throw gone;
    }
  }

  /** Waits, and watches the peer meanwhile. */
  void pause(Duration pause) throws PeerLeftException {
    try {
      // A pause of nothing looks as well whether the peer is still there.
      if (left.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new PeerLeftException();
      }
    } catch (InterruptedException stop) {
      throw new PeerLeftException();
    }
  }

  /** Waits for the peer to leave. */
  void hang() throws PeerLeftException {
    while (true) {
      pause(Duration.ofDays(1));
    }
  }

  /** Resets the connection (RST). */
  void reset() throws IOException {
    pause(BEFORE_RESET);
    settle();
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes the connection (FIN). */
  void close() throws IOException {
    settle();
    socket.close();
  }

  private void settle() {
    if (state.compareAndSet(State.UNDER_WAY, State.SETTLED)) {
      requestLog.settled(this);
    }
  }

  private void closeQuietly() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }
}
