package dev.modelrouter.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.ReentryGuard;
import ch.qos.logback.core.util.ReentryGuardFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An appender that never blocks who logs: events wait in a bounded queue for one daemon thread that
 * encodes and writes them. What finds the queue full is dropped and counted.
 *
 * <p>Waking a thread costs more than a line, so the writer is woken only when it has been idle, or
 * when the queue is half full. Otherwise it rests {@link #GATHER} after every batch and then writes
 * all that has come meanwhile: a line waits no longer than that, and a busy gateway pays one system
 * call for many lines. A longer rest would leave more events to the collector, and the writer would
 * find them gone from the processor's cache. No wake-up is lost: the writer says that it is idle
 * and then looks at the queue once more; a producer takes its position and then looks whether the
 * writer is idle.
 *
 * <p>Values of key-value pairs are turned into text by the writer, so they must not change.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(3);
  private static final int BUFFER = 64 * 1024;

  private final Encoder<ILoggingEvent> encoder;
  private final OutputStream out;
  private final Consumer<IOException> onFailure;
  private final MpscRingBuffer<ILoggingEvent> ring;
  private final int halfFull;
  private final LongAdder dropped = new LongAdder();
  private final Thread writer =
      Thread.ofPlatform().daemon().name("log-writer").unstarted(this::run);

  private volatile boolean idle;
  private volatile boolean stopping;

  /** The writer's own. */
  private final byte[] buffer = new byte[BUFFER];

  private int filled;
  private int bufferedLines;
  private boolean warned;

  /**
   * An appender, to be started.
   *
   * @param capacity events that may wait; a power of two
   * @param onFailure gets the first failure to write, on the writer's thread
   */
  QueuedAppender(
      Encoder<ILoggingEvent> encoder,
      OutputStream out,
      int capacity,
      Consumer<IOException> onFailure) {
    this.onFailure = onFailure;
    this.encoder = encoder;
    this.out = out;
    this.ring = new MpscRingBuffer<>(capacity);
    this.halfFull = capacity / 2;
  }

  /** Lines lost so far, because the queue was full or because they could not be written. */
  long dropped() {
    return dropped.sum();
  }

  @Override
  protected ReentryGuard buildReentryGuard() {
    // Appending logs nothing itself, and the default guard is a thread local.
    return ReentryGuardFactory.makeGuard(ReentryGuardFactory.GuardType.NOP);
  }

  @Override
  public void start() {
    if (!isStarted()) {
      super.start();
      writer.start();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    // The arguments may change once the caller goes on; the event keeps the text.
    var _ = event.getFormattedMessage();
    int depth = ring.offer(event);
    if (depth == 0) {
      dropped.increment();
    } else if (idle || depth == halfFull) {
      // Others need not wake it too: this wake-up comes in any case.
      idle = false;
      LockSupport.unpark(writer);
    }
  }

  /** Takes no more events and waits, not for ever, until those that wait are written. */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    stopping = true;
    LockSupport.unpark(writer);
    try {
      var _ = writer.join(LONGEST_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean last;
    do {
      // Read before the queue: what was there when stop() was called is still written.
      last = stopping;
      boolean wrote = drain();
      if (!last) {
        rest(wrote);
      }
    } while (!last);
  }

  private void rest(boolean wrote) {
    if (wrote) {
      LockSupport.parkNanos(this, GATHER);
      return;
    }
    idle = true;
    if (ring.isEmpty() && !stopping) {
      LockSupport.park(this);
    }
    idle = false;
  }

  private boolean drain() {
    boolean any = false;
    for (ILoggingEvent event = ring.poll(); event != null; event = ring.poll()) {
      any = true;
      byte[] line = encoded(event);
      if (line != null) {
        write(line);
      }
    }
    if (any) {
      flush();
    }
    return any;
  }

  private byte @Nullable [] encoded(ILoggingEvent event) {
    try {
      return encoder.encode(event);
    } catch (RuntimeException | Error e) {
      // A value's toString() may fail in any way; it must not end all logging.
      dropped.increment();
      return null;
    }
  }

  private void write(byte[] line) {
    if (line.length > buffer.length - filled) {
      flush();
    }
    bufferedLines++;
    if (line.length > buffer.length) {
      send(line, line.length);
      return;
    }
    System.arraycopy(line, 0, buffer, filled, line.length);
    filled += line.length;
  }

  private void flush() {
    if (filled > 0) {
      send(buffer, filled);
      filled = 0;
    }
  }

  private void send(byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
      out.flush();
    } catch (IOException e) {
      dropped.add(bufferedLines);
      if (!warned) {
        warned = true;
        onFailure.accept(e);
      }
    }
    bufferedLines = 0;
  }
}
