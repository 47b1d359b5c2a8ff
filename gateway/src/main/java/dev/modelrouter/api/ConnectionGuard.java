package dev.modelrouter.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts callers who send their head or their body too slowly, and idle connections. Confined to one
 * event loop.
 *
 * <p>Implementation notes. One sweep over the loop's connections instead of a timer for each: a
 * request then costs two writes to a field. A new connection has {@code requestTimeout} for its
 * first head. After an answer the connection may be idle for {@code idleTimeout}, within which the
 * next head must have come whole. The body has {@code requestTimeout} from its head on.
 */
final class ConnectionGuard {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long SLOWEST_SWEEP_MILLIS = 1_000;
  private static final long FASTEST_SWEEP_MILLIS = 20;
  private static final int SWEEPS_PER_TIMEOUT = 10;

  /** What one connection is waiting for. */
  static final class Watch {
    private final HttpConnection connection;
    private long dueAt;
    private @Nullable Runnable overdue;

    private Watch(HttpConnection connection) {
      this.connection = connection;
    }
  }

  private final LongSupplier nanoClock;
  private final long requestNanos;
  private final long idleNanos;
  private final Map<HttpConnection, Watch> watches = new HashMap<>();

  ConnectionGuard(
      Vertx vertx, LongSupplier nanoClock, Duration requestTimeout, Duration idleTimeout) {
    this.nanoClock = nanoClock;
    this.requestNanos = requestTimeout.toNanos();
    this.idleNanos = idleTimeout.toNanos();
    long shortest = Math.min(requestNanos, idleNanos);
    long period = TimeUnit.NANOSECONDS.toMillis(shortest) / SWEEPS_PER_TIMEOUT;
    vertx.setPeriodic(
        Math.clamp(period, FASTEST_SWEEP_MILLIS, SLOWEST_SWEEP_MILLIS), ignored -> sweep());
  }

  /** A connection was accepted: its first head is due. */
  void accepted(HttpConnection connection) {
    Watch watch = new Watch(connection);
    watch.dueAt = nanoClock.getAsLong() + requestNanos;
    watches.put(connection, watch);
    connection.closeHandler(ignored -> watches.remove(connection));
  }

  /** A head was read. */
  @Nullable Watch headRead(HttpConnection connection) {
    Watch watch = watches.get(connection);
    if (watch != null) {
      watch.dueAt = NEVER;
      watch.overdue = null;
    }
    return watch;
  }

  /** The body is awaited; {@code overdue} runs if it is too slow. */
  void awaitBody(@Nullable Watch watch, Runnable overdue) {
    if (watch != null) {
      watch.dueAt = nanoClock.getAsLong() + requestNanos;
      watch.overdue = overdue;
    }
  }

  /** The body has been read. */
  void bodyRead(@Nullable Watch watch) {
    if (watch != null) {
      watch.dueAt = NEVER;
      watch.overdue = null;
    }
  }

  /** The request is over: the next one may come. */
  void answered(@Nullable Watch watch) {
    if (watch != null) {
      watch.dueAt = nanoClock.getAsLong() + idleNanos;
      watch.overdue = null;
    }
  }

  /** How many connections are open on this loop. */
  int connections() {
    return watches.size();
  }

  private void sweep() {
    long now = nanoClock.getAsLong();
    List<Watch> late = null;
    for (Watch watch : watches.values()) {
      if (watch.dueAt != NEVER && now - watch.dueAt >= 0) {
        late = late == null ? new ArrayList<>() : late;
        late.add(watch);
      }
    }
    if (late != null) {
      late.forEach(ConnectionGuard::cut);
    }
  }

  private static void cut(Watch watch) {
    Runnable overdue = watch.overdue;
    watch.dueAt = NEVER;
    watch.overdue = null;
    if (overdue != null) {
      overdue.run();
    } else {
      watch.connection.close();
    }
  }
}
