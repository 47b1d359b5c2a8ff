package dev.modelrouter.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts callers who send their head or their body too slowly, and idle connections. Confined to one
 * event loop.
 *
 * <p>Implementation notes. One sweep over the loop's connections instead of a timer for each: a
 * request then costs two writes to a field. A new connection has {@code requestTimeout} for its
 * first head. After an answer the connection may be idle for {@code idleTimeout}, within which the
 * next head must have come whole. The body has {@code requestTimeout} from its head on.
 *
 * <p>HTTP/1.1 carries one request at a time, so its watch is that of the connection. On HTTP/2 each
 * stream has a watch of its own, and what is too slow costs the caller that stream only; the
 * connection counts as idle while it has no stream. A stream whose answer is said has {@code
 * idleTimeout} to be read and, if the caller still sends, to end.
 */
final class ConnectionGuard {
  private static final Logger log = LoggerFactory.getLogger(ConnectionGuard.class);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long SLOWEST_SWEEP_MILLIS = 1_000;
  private static final long FASTEST_SWEEP_MILLIS = 20;
  private static final int SWEEPS_PER_TIMEOUT = 10;
  private static final long NO_ERROR = 0;

  /** What one connection, or one stream of it, is waiting for. */
  static final class ConnectionDeadline {
    private final HttpConnection connection;
    private final @Nullable HttpServerResponse stream;
    private final @Nullable Set<ConnectionDeadline> streams;
    private long dueAt = NEVER;
    private boolean refused;
    private @Nullable Runnable overdue;
    private final @Nullable ConnectionDeadline parent;
    private @Nullable Object authenticatedBy;
    private @Nullable String address;

    private ConnectionDeadline(
        HttpConnection connection, @Nullable Set<ConnectionDeadline> streams) {
      this.connection = connection;
      this.stream = null;
      this.streams = streams;
      this.parent = null;
    }

    private ConnectionDeadline(ConnectionDeadline connection, HttpServerResponse stream) {
      this.connection = connection.connection;
      this.stream = stream;
      this.streams = null;
      this.parent = connection;
    }

    /** The IP address that the connection of this request comes from; all its requests share it. */
    String address(HttpServerRequest request) {
      String known = address;
      if (known == null) {
        known = Call.address(request);
        address = known;
      }
      return known;
    }

    /** Whether this has found a right key on the connection before. */
    @SuppressWarnings("ReferenceEquality") // The set of keys that is in use now, and no other.
    boolean authenticatedBy(Object authority) {
      return (parent == null ? authenticatedBy : parent.authenticatedBy) == authority;
    }

    /** This has found a right key on the connection. */
    void authenticate(Object authority) {
      if (parent == null) {
        authenticatedBy = authority;
      } else {
        parent.authenticatedBy = authority;
      }
    }
  }

  private final LongSupplier nanoClock;
  private final long requestNanos;
  private final long idleNanos;
  private final Map<HttpConnection, ConnectionDeadline> connectionDeadlines = new HashMap<>();

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

  /** A connection speaks HTTP: its first head is due. */
  void accepted(HttpConnection connection) {
    boolean multiplexed = connection.protocolVersion() == HttpVersion.HTTP_2;
    ConnectionDeadline connectionDeadline =
        new ConnectionDeadline(connection, multiplexed ? new HashSet<>() : null);
    connectionDeadline.dueAt = nanoClock.getAsLong() + requestNanos;
    connectionDeadlines.put(connection, connectionDeadline);
    connection.closeHandler(ignored -> connectionDeadlines.remove(connection));
  }

  /** A head was read. Returns what the request is watched by. */
  @Nullable ConnectionDeadline headRead(HttpServerRequest request) {
    ConnectionDeadline connectionDeadline = connectionDeadlines.get(request.connection());
    if (connectionDeadline == null) {
      return null;
    }
    connectionDeadline.dueAt = NEVER;
    connectionDeadline.overdue = null;
    Set<ConnectionDeadline> streams = connectionDeadline.streams;
    if (streams == null) {
      return connectionDeadline;
    }
    ConnectionDeadline stream = new ConnectionDeadline(connectionDeadline, request.response());
    streams.add(stream);
    return stream;
  }

  /** No request of this connection of HTTP/1.1 is taken any more. */
  void refuse(HttpServerRequest request) {
    ConnectionDeadline connectionDeadline = connectionDeadlines.get(request.connection());
    if (connectionDeadline != null) {
      connectionDeadline.refused = true;
    }
  }

  /** Whether {@link #refuse} has been called for its connection. */
  boolean isRefused(HttpServerRequest request) {
    ConnectionDeadline connectionDeadline = connectionDeadlines.get(request.connection());
    return connectionDeadline != null && connectionDeadline.refused;
  }

  /** The body is awaited; {@code overdue} runs if it is too slow. */
  void awaitBody(@Nullable ConnectionDeadline connectionDeadline, Runnable overdue) {
    if (connectionDeadline != null) {
      connectionDeadline.dueAt = nanoClock.getAsLong() + requestNanos;
      connectionDeadline.overdue = overdue;
    }
  }

  /** The body has been read. */
  void bodyRead(@Nullable ConnectionDeadline connectionDeadline) {
    if (connectionDeadline != null) {
      connectionDeadline.dueAt = NEVER;
      connectionDeadline.overdue = null;
    }
  }

  /** The request is over: the next one may come. */
  void answered(@Nullable ConnectionDeadline connectionDeadline) {
    if (connectionDeadline != null) {
      connectionDeadline.dueAt = nanoClock.getAsLong() + idleNanos;
      connectionDeadline.overdue = null;
    }
  }

  /** An HTTP/2 stream is closed. */
  void streamClosed(@Nullable ConnectionDeadline stream) {
    ConnectionDeadline connectionDeadline =
        stream == null ? null : connectionDeadlines.get(stream.connection);
    Set<ConnectionDeadline> streams =
        connectionDeadline == null ? null : connectionDeadline.streams;
    if (connectionDeadline != null
        && streams != null
        && streams.remove(stream)
        && streams.isEmpty()) {
      connectionDeadline.dueAt = nanoClock.getAsLong() + idleNanos;
    }
  }

  /** How many connections are open on this loop, those aside that have sent nothing yet. */
  int connections() {
    return connectionDeadlines.size();
  }

  private void sweep() {
    long now = nanoClock.getAsLong();
    List<ConnectionDeadline> late = null;
    for (ConnectionDeadline connectionDeadline : connectionDeadlines.values()) {
      late = withExpired(connectionDeadline, now, late);
      if (connectionDeadline.streams != null) {
        for (ConnectionDeadline stream : connectionDeadline.streams) {
          late = withExpired(stream, now, late);
        }
      }
    }
    if (late != null) {
      late.forEach(ConnectionGuard::cut);
    }
  }

  private static @Nullable List<ConnectionDeadline> withExpired(
      ConnectionDeadline connectionDeadline, long now, @Nullable List<ConnectionDeadline> before) {
    if (connectionDeadline.dueAt == NEVER || now - connectionDeadline.dueAt < 0) {
      return before;
    }
    List<ConnectionDeadline> late = before == null ? new ArrayList<>() : before;
    late.add(connectionDeadline);
    return late;
  }

  private static void cut(ConnectionDeadline connectionDeadline) {
    Runnable overdue = connectionDeadline.overdue;
    connectionDeadline.dueAt = NEVER;
    connectionDeadline.overdue = null;
    if (overdue != null) {
      try {
        overdue.run();
      } catch (RuntimeException bug) {
        log.atError().setCause(bug).log("internal error while ending a slow request");
        connectionDeadline.connection.close();
      }
    } else if (connectionDeadline.stream != null) {
      connectionDeadline.stream.reset(NO_ERROR);
    } else {
      connectionDeadline.connection.close();
    }
  }
}
