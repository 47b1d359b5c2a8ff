package dev.modelrouter.api;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.chat.BodyStream;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.WorkerPool;
import dev.modelrouter.policy.MemoryReservation;
import dev.modelrouter.routing.CallerContext;
import dev.modelrouter.socket.Buffers;
import dev.modelrouter.socket.DirectChunkWriter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer. Everything that is written to a caller goes through here, so
 * that every answer carries the common headers and every request is reported exactly once. Confined
 * to its event loop.
 */
public final class Call implements CallerContext {
  /** Status under which a caller who left is counted (nginx's number for it). */
  public static final int LEFT = 499;

  private static final int OK = 200;
  private static final String CONTINUE = "100-continue";

  /** So much of a body is read after the answer; a longer one costs the connection. */
  private static final long MAX_DISCARDED_BYTES = 1024 * 1024;

  /**
   * The same for a caller that is known, and where the length was the fault: many clients read the
   * answer only behind their body, and would see a broken connection instead of it.
   */
  private static final long MAX_DISCARDED_BYTES_OF_CALLER = 80L * 1024 * 1024;

  private static final int TOO_LARGE = 413;
  private static final long NO_ERROR = 0;

  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  private static final CharSequence ANTHROPIC_REQUEST_ID =
      HttpHeaders.createOptimized("request-id");
  private static final CharSequence ANTHROPIC_VERSION =
      HttpHeaders.createOptimized("anthropic-version");
  private static final CharSequence PROCESS_TIME = HttpHeaders.createOptimized("x-process-time");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  /** Media type of server-sent events (WHATWG HTML, 9.2). */
  public static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String id;
  private final String serial;
  private final String path;
  private final String route;
  private final LongSupplier nanoClock;
  private final CallListener listener;
  private final long startedAt;
  private ConnectionGuard.@Nullable ConnectionDeadline connectionDeadline;
  private Authentication.@Nullable Reason denied;
  private @Nullable Exchange exchange;
  private String caller = "";
  private @Nullable BodyStream rest;
  private boolean mayExplain;
  private long bytesOut;
  private Runnable whenOver = () -> {};
  private Runnable whenLeft = () -> {};
  private Runnable whenBodyAwaited = () -> {};
  private Runnable whenBodyRead = () -> {};
  private Runnable whenStreamClosed = () -> {};
  private @Nullable RequestMemory requestMemory;
  private @Nullable MemoryReservation reservation;
  private @Nullable WorkerPool workers;
  private boolean large;
  private @Nullable DirectChunkWriter directWriter;
  private @Nullable Future<Void> lastWrite;

  /** Nothing is written in the usual way any more, and what was has left. */
  private boolean allLeft;

  private boolean over;

  /** The caller sends its body only when it is asked for it. */
  private boolean waitsForContinue;

  /** So much of the body may still come after the answer. */
  private long discardable;

  /**
   * A request whose head has just been read.
   *
   * @param id the request id, the caller's own or ours
   * @param serial unique over all nodes, unlike a caller's own id
   * @param path its path, normalized
   * @param route the route's name in metrics
   */
  Call(
      HttpServerRequest request,
      String id,
      String serial,
      String path,
      String route,
      LongSupplier nanoClock,
      CallListener listener) {
    this.request = request;
    this.response = request.response();
    this.id = id;
    this.serial = serial;
    this.path = path;
    this.route = route;
    this.nanoClock = nanoClock;
    this.listener = listener;
    this.startedAt = nanoClock.getAsLong();
    this.waitsForContinue = CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT));
    response.closeHandler(ignored -> closed());
    response.exceptionHandler(ignored -> {});
  }

  /** The request. */
  public HttpServerRequest request() {
    return request;
  }

  /** The answer, for streams; whole answers go through {@link #json} and {@link #text}. */
  public HttpServerResponse response() {
    return response;
  }

  /** The request id. */
  public String id() {
    return id;
  }

  /** Unique over all nodes and times. */
  public String serial() {
    return serial;
  }

  /**
   * The path of the request as routes are looked up by it: single slashes, none at the end; empty
   * where the request has none that can be read.
   */
  public String path() {
    return path;
  }

  /** The route's name in metrics. */
  public String route() {
    return route;
  }

  /** What of its body is not read yet, for dialects that do not wait for all of it. */
  public @Nullable BodyStream rest() {
    return rest;
  }

  /** Notes what of its body is not read yet. */
  public void rest(BodyStream coming) {
    rest = coming;
  }

  /** Who calls: the name under which limits are kept; empty before that is known. */
  @Override
  public String caller() {
    return caller;
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /** Notes who calls. */
  public void caller(String known) {
    caller = known;
  }

  /** The IP address that the connection comes from; {@code unknown} where it has none. */
  public String address() {
    ConnectionGuard.ConnectionDeadline connection = connectionDeadline;
    return connection == null ? address(request) : connection.address(request);
  }

  static String address(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    String host = remote == null ? null : remote.hostAddress();
    return host == null ? "unknown" : host;
  }

  /** Whether the caller may see the routing decision. */
  boolean mayExplain() {
    return mayExplain;
  }

  /** Lets the caller see the routing decision if it asks for it. */
  public void allowExplanation() {
    mayExplain = true;
  }

  /** Why its key was not accepted, or null. */
  public Authentication.@Nullable Reason denied() {
    return denied;
  }

  /** Notes that its key was not accepted. */
  void denied(Authentication.Reason reason) {
    denied = reason;
    listener.callDenied(this, reason);
  }

  /** Reports that one of the gateway's own limits refuses it. */
  void limited(CallListener.Limit limit) {
    listener.callLimited(this, limit);
  }

  /** Bytes of its body that have come so far. */
  public long bytesIn() {
    return request.bytesRead();
  }

  /** Bytes of the answer's body that were written so far, without what frames them. */
  public long bytesOut() {
    return bytesOut;
  }

  /** Nanoseconds from its head to the first token of a stream; negative without one. */
  public long firstTokenNanos() {
    Exchange led = exchange;
    return led == null || !led.request().stream() || !led.hasFirstToken()
        ? -1
        : Math.max(0, led.firstTokenAt() - startedAt);
  }

  /** Notes what its connection is watched by. */
  void watch(ConnectionGuard.@Nullable ConnectionDeadline connection) {
    connectionDeadline = connection;
  }

  /** Whether this was the last to find a right key on its connection. */
  boolean connectionAuthenticatedBy(Object authority) {
    return connectionDeadline != null && connectionDeadline.authenticatedBy(authority);
  }

  /** Notes that this has found a right key on its connection. */
  void authenticateConnection(Object authority) {
    if (connectionDeadline != null) {
      connectionDeadline.authenticate(authority);
    }
  }

  /** The exchange it led to, or null if it never got so far. */
  public @Nullable Exchange exchange() {
    return exchange;
  }

  /**
   * Notes what it may use.
   *
   * @param limits for its body
   * @param pool where its large documents are parsed and written
   */
  public void resources(RequestMemory limits, WorkerPool pool) {
    requestMemory = limits;
    workers = pool;
  }

  /** The limits for its body. */
  public RequestMemory requestMemory() {
    return requireNonNull(requestMemory);
  }

  /** What it has reserved for its body; released when the call is over. */
  public MemoryReservation reservation() {
    MemoryReservation known = reservation;
    if (known == null) {
      known = requestMemory().budget().reservation();
      reservation = known;
      if (over) {
        known.release();
      }
    }
    return known;
  }

  /** Where its large documents are parsed and written. */
  public WorkerPool workers() {
    return requireNonNull(workers);
  }

  /** Whether its body is too large to be parsed on the event loop. */
  public boolean large() {
    return large;
  }

  /** Notes that its body is too large to be parsed on the event loop. */
  public void markLarge() {
    large = true;
  }

  /** Nanoseconds since its head was read. */
  public long elapsedNanos() {
    return nanoClock.getAsLong() - startedAt;
  }

  /** Whether nothing more can be said to the caller. */
  public boolean over() {
    return over;
  }

  /** Notes the exchange it led to. */
  public void exchange(Exchange started) {
    exchange = started;
  }

  /** Runs once, when the request is over in whatever way; after those given before. */
  public void whenOver(Runnable action) {
    Runnable before = whenOver;
    whenOver =
        () -> {
          before.run();
          action.run();
        };
  }

  /** Runs if the caller leaves before the answer's end. */
  public void whenLeft(Runnable action) {
    whenLeft = action;
  }

  /** Runs when {@link #bodyAwaited} says so. */
  void whenBodyAwaited(Runnable action) {
    whenBodyAwaited = action;
  }

  /** Runs when {@link #bodyRead} says so. */
  void whenBodyRead(Runnable action) {
    whenBodyRead = action;
  }

  /** Runs when an HTTP/2 stream is closed, after {@link #whenOver}. */
  void whenStreamClosed(Runnable action) {
    whenStreamClosed = action;
  }

  /** Whether other calls may share the connection at the same time, as they do on HTTP/2. */
  boolean multiplexed() {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** Says in the answer that the connection ends with it; on HTTP/2 only the stream does. */
  void lastOfConnection() {
    if (!multiplexed()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Ends what carried this call, whatever the caller still sends: stream or connection. */
  public void closeConnection() {
    closeConnection(request);
  }

  static void closeConnection(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(NO_ERROR);
    } else {
      request.connection().close();
    }
  }

  /** Reads on where reading was paused; what nobody listens for is thrown away. */
  public void readOn() {
    // HTTP/2 forbids it once all is read.
    if (!request.isEnded()) {
      request.resume();
    }
  }

  /** Asks for the body where the caller waits for that (RFC 9110, 10.1.1). */
  public void askForBody() {
    if (waitsForContinue) {
      waitsForContinue = false;
      response.writeContinue();
    }
  }

  /** More of the body is awaited: the caller's time for it begins again. */
  public void bodyAwaited() {
    whenBodyAwaited.run();
  }

  /** The whole body has been read, or nobody waits for it any more. */
  public void bodyRead() {
    whenBodyRead.run();
  }

  /** Answers with a JSON body. */
  public void json(int status, byte[] body, @Nullable Duration retryAfter) {
    writeResponse(status, JSON, DecisionAttachment.in(this, body), retryAfter);
  }

  /** Answers with a body of this type. */
  public void text(int status, String contentType, byte[] body) {
    writeResponse(status, contentType, body, null);
  }

  private void writeResponse(
      int status, CharSequence contentType, byte[] body, @Nullable Duration retryAfter) {
    if (over) {
      return;
    }
    commonHeaders(status);
    if (retryAfter != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(roundedSeconds(retryAfter)));
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    bytesOut = body.length;
    finished(status);
    Future<Void> sent =
        request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(Buffers.of(body));
    MemoryReservation unsent = exchange == null ? null : exchange.unsent();
    if (unsent != null) {
      sent.onComplete(ignored -> unsent.release());
    }
    closeUnasked();
  }

  /** Answers with a status and no body. */
  public void empty(int status) {
    if (!over) {
      commonHeaders(status);
      finished(status);
      response.end();
      closeUnasked();
    }
  }

  /** A body that was not asked for may come or not: nothing can be read behind it. */
  private void closeUnasked() {
    if (waitsForContinue) {
      closeConnection();
    }
  }

  /** Begins a stream of events of this type with status 200. */
  public void beginStream(String contentType) {
    commonHeaders(200);
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    response.putHeader(BUFFERING, NO);
    response.setChunked(true);
  }

  /** Begins a body of this type and of unknown length, with status 200. */
  public void beginBody(String contentType) {
    commonHeaders(200);
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    response.setChunked(true);
  }

  /** Writes the next bytes, at least one, of a stream or body that has begun. */
  public void write(byte[] bytes) {
    if (over) {
      return;
    }
    bytesOut += bytes.length;
    DirectChunkWriter direct = directWriter;
    if (direct != null && shortWayOpen()) {
      direct.write(bytes);
      return;
    }
    if (lastWrite == null) {
      // With the first bytes goes the head; the short way is open when they have left.
      directWriter =
          request.version() == HttpVersion.HTTP_1_1
              ? DirectChunkWriter.of(request.connection())
              : null;
    }
    lastWrite = response.write(Buffers.of(bytes));
  }

  /** Whether the caller reads more slowly than is written. */
  public boolean full() {
    DirectChunkWriter direct = directWriter;
    // Where the head has not left yet the connection is full before Vert.x's own queue is.
    if (direct != null && (shortWayOpen() || direct.full())) {
      return direct.full();
    }
    return response.writeQueueFull();
  }

  private boolean shortWayOpen() {
    if (!allLeft) {
      Future<Void> before = lastWrite;
      allLeft = before != null && before.isComplete();
    }
    return allLeft;
  }

  /** Calls back once when the caller has caught up. */
  public void onDrain(Runnable resume) {
    DirectChunkWriter direct = directWriter;
    Future<Void> before = lastWrite;
    if (direct == null || before == null) {
      response.drainHandler(ignored -> run(resume));
    } else if (shortWayOpen()) {
      direct.onDrain(resume);
    } else {
      before.onComplete(ignored -> run(resume));
    }
  }

  /** Breaks off a body that has begun, so that nobody takes it for whole. */
  public void breakOff() {
    if (!over) {
      finished(200);
      response.reset();
    }
  }

  /** Ends an event stream with these last bytes. */
  public void endStream(byte[] last) {
    if (!over) {
      byte[] all = DecisionAttachment.behind(this, last);
      bytesOut += all.length;
      finished(200);
      response.end(Buffers.of(all));
    }
  }

  /** Does a step of this call; if that throws, the call ends with an internal error. */
  public void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  /** Goes on with the call when the future is complete, as {@link #run} does. */
  public <T> void when(
      Future<T> future, Consumer<? super T> succeeded, Consumer<Throwable> failed) {
    future.onComplete(
        value -> run(() -> succeeded.accept(value)), cause -> run(() -> failed.accept(cause)));
  }

  /** Ends the call, wherever it is, after a callback has thrown this. */
  void onException(Throwable bug) {
    Exchange started = exchange;
    if (bug instanceof OutOfMemoryError) {
      // No memory for buffers: a bug of nobody's. Where the heap is used up the JVM exits.
      if (started != null) {
        started.onException(bug);
      }
      cut(EdgeError.NO_MEMORY);
      return;
    }
    listener.internalError(id, bug);
    if (started != null) {
      try {
        started.abort(EdgeError.internalError());
      } catch (RuntimeException | OutOfMemoryError again) {
        bug.addSuppressed(again);
      }
    }
    cut();
  }

  /**
   * Ends the call after an internal error: with status 500 where nothing has been sent, else by
   * breaking it off. Harmless where the answer is whole.
   */
  public void cut() {
    cut(EdgeError.FAILED);
  }

  private void cut(EdgeError why) {
    if (response.ended() || response.closed()) {
      return;
    }
    boolean bare = !response.headWritten();
    try {
      if (bare) {
        // One of these may be what could not be written.
        response.headers().clear();
      }
      if (!over) {
        finished(bare ? why.status() : OK);
      }
      if (bare) {
        byte[] body = why.body(this);
        response
            .setStatusCode(why.status())
            .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
            .putHeader(REQUEST_ID, serial);
        if (why == EdgeError.NO_MEMORY) {
          response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        lastOfConnection();
        response.end(Buffers.of(body));
        return;
      }
    } catch (RuntimeException | OutOfMemoryError again) {
      listener.internalError(id, again);
    }
    response.reset();
  }

  /** Whether a stream has begun, so that the status is spent. */
  public boolean streaming() {
    return response.headWritten();
  }

  private void commonHeaders(int status) {
    response.setStatusCode(status);
    if (waitsForContinue) {
      // Nobody knows whether the body follows.
      lastOfConnection();
    }
    ResponseHeaders.always(this);
    response.putHeader(REQUEST_ID, id);
    if (forAnthropic()) {
      response.putHeader(ANTHROPIC_REQUEST_ID, id);
    }
    response.putHeader(PROCESS_TIME, SecondsFormat.text(nanoClock.getAsLong() - startedAt));
  }

  /** Anthropic's SDKs show the id of a request by a name of its own. */
  private boolean forAnthropic() {
    return path.startsWith("/v1/messages")
        || (path.startsWith("/v1/models") && request.headers().contains(ANTHROPIC_VERSION));
  }

  /** Whole seconds, rounded up, at least one: whoever obeys does not come too early. */
  private static long roundedSeconds(Duration duration) {
    return Math.max(1, (duration.toMillis() + 999) / 1000);
  }

  private void closed() {
    if (!over) {
      step(whenLeft);
      if (!over) {
        finished(LEFT);
      }
    }
    step(whenStreamClosed);
  }

  /** What the caller still sends is nothing to anybody: not much of it is read. */
  private void discard(Buffer read) {
    discardable -= read.length();
    if (discardable < 0) {
      closeConnection();
    }
  }

  private void finished(int status) {
    over = true;
    MemoryReservation held = reservation;
    if (held != null) {
      held.release();
    }
    MemoryReservation unsent = exchange == null ? null : exchange.unsent();
    if (unsent != null && status == LEFT) {
      unsent.release();
    }
    if (!request.isEnded()) {
      discardable =
          !caller.isEmpty() || status == TOO_LARGE
              ? MAX_DISCARDED_BYTES_OF_CALLER
              : MAX_DISCARDED_BYTES;
      request.handler(this::discard);
    }
    step(whenOver);
    step(() -> listener.callFinished(this, status, nanoClock.getAsLong() - startedAt));
  }

  /** None of the steps at the end keeps another from its turn. */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | OutOfMemoryError bug) {
      listener.internalError(id, bug);
    }
  }
}
