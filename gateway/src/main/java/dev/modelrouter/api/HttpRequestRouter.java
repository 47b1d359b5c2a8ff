package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.Exchange;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The front door of one event loop: gives each HTTP request its name and sends it to whoever
 * answers for its path.
 */
public final class HttpRequestRouter {
  /** Answers one kind of request. */
  @FunctionalInterface
  public interface EndpointHandler {
    /** Must lead to exactly one answer, now or later. */
    void serve(Call call);
  }

  /**
   * One path with one method.
   *
   * @param method what it takes; GET takes HEAD too
   * @param label the path's name in metrics
   * @param endpointHandler who answers
   */
  public record HttpRoute(HttpMethod method, String label, EndpointHandler endpointHandler) {
    private boolean takes(HttpMethod asked) {
      return asked.equals(method)
          || (asked.equals(HttpMethod.HEAD) && method.equals(HttpMethod.GET));
    }
  }

  /** Finds the routes of a path. */
  @FunctionalInterface
  public interface RouteLookup {
    /** One for each method that the path takes, all of one label; none for an unknown path. */
    List<HttpRoute> of(String path);
  }

  private static final String UNKNOWN = "unknown";

  private final RouteLookup routeLookup;
  private final LocalAccess access;
  private final Cors cors;
  private final ConnectionGuard guard;
  private final RequestIds ids;
  private final LongSupplier nanoClock;
  private final CallListener listener;

  HttpRequestRouter(
      RouteLookup routeLookup,
      LocalAccess access,
      Cors cors,
      ConnectionGuard guard,
      RequestIds ids,
      LongSupplier nanoClock,
      CallListener listener) {
    this.routeLookup = routeLookup;
    this.access = access;
    this.cors = cors;
    this.guard = guard;
    this.ids = ids;
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /** Takes a request whose head has just been read. */
  void handle(HttpServerRequest request) {
    if (guard.isRefused(request)) {
      // What came behind a request whose end is unclear is none.
      request.connection().close();
      return;
    }
    ConnectionGuard.@Nullable ConnectionDeadline connectionDeadline = guard.headRead(request);
    String path = path(request);
    boolean valid = RequestHead.isValid(request);
    List<HttpRoute> known = List.of();
    RuntimeException noRoutes = null;
    try {
      known = valid ? routeLookup.of(path) : List.of();
    } catch (RuntimeException bug) {
      noRoutes = bug;
    }
    Call call = call(request, path, known.isEmpty() ? UNKNOWN : known.getFirst().label());
    call.watch(connectionDeadline);
    try {
      if (noRoutes != null) {
        call.onException(noRoutes);
      } else if (valid) {
        serve(call, connectionDeadline, known);
      } else {
        refuse(call);
      }
    } catch (RuntimeException | OutOfMemoryError bug) {
      call.onException(bug);
    }
  }

  private void refuse(Call call) {
    call.lastOfConnection();
    if (call.multiplexed()) {
      EdgeError.BAD_HEADER.answer(call);
      call.closeConnection();
    } else {
      guard.refuse(call.request());
      EdgeError.NOT_HTTP.answer(call);
      call.request().connection().close();
    }
  }

  private void serve(
      Call call,
      ConnectionGuard.@Nullable ConnectionDeadline connectionDeadline,
      List<HttpRoute> known) {
    HttpServerRequest request = call.request();
    call.whenOver(() -> guard.answered(connectionDeadline));
    if (call.multiplexed()) {
      call.whenStreamClosed(() -> guard.streamClosed(connectionDeadline));
    }
    EdgeError refusal = access.refusal(request);
    if (refusal != null) {
      refusal.answer(call);
      return;
    }
    if (cors.answered(call)) {
      return;
    }
    if (known.isEmpty()) {
      EdgeError.NO_SUCH_PATH.answer(call);
      return;
    }
    HttpRoute httpRoute = taking(known, request.method());
    if (httpRoute == null
        && ErrorFormat.namesMethod(call.path())
        && request.method().equals(HttpMethod.POST)) {
      // To Google's clients the name behind the colon is part of the path.
      EdgeError.NO_SUCH_PATH.answer(call);
      return;
    }
    if (httpRoute == null) {
      call.response().putHeader("allow", methods(known));
      EdgeError.NO_SUCH_METHOD.answer(call);
      return;
    }
    call.whenBodyAwaited(() -> guard.awaitBody(connectionDeadline, () -> tooSlow(call)));
    call.bodyAwaited();
    call.whenBodyRead(() -> guard.bodyRead(connectionDeadline));
    httpRoute.endpointHandler().serve(call);
  }

  private static @Nullable HttpRoute taking(List<HttpRoute> httpRoutes, HttpMethod method) {
    for (int i = 0; i < httpRoutes.size(); i++) {
      if (httpRoutes.get(i).takes(method)) {
        return httpRoutes.get(i);
      }
    }
    return null;
  }

  /** All methods that a path takes. */
  private static String methods(List<HttpRoute> httpRoutes) {
    StringJoiner all = new StringJoiner(", ");
    for (HttpRoute httpRoute : httpRoutes) {
      all.add(httpRoute.method().name());
      if (httpRoute.takes(HttpMethod.HEAD)) {
        all.add(HttpMethod.HEAD.name());
      }
    }
    return all.toString();
  }

  /** Takes a request that is not HTTP as we speak it. */
  void handleInvalid(HttpServerRequest request) {
    if (guard.isRefused(request)) {
      request.connection().close();
      return;
    }
    Call call = call(request, path(request), UNKNOWN);
    Throwable cause = request.decoderResult().cause();
    String kind = cause == null ? "" : cause.getClass().getSimpleName();
    call.run(
        () -> {
          call.response().putHeader("connection", "close");
          switch (kind) {
            case "TooLongHttpLineException" -> EdgeError.LONG_LINE.answer(call);
            case "TooLongHttpHeaderException" -> EdgeError.LARGE_HEAD.answer(call);
            default -> EdgeError.NOT_HTTP.answer(call);
          }
        });
    request.connection().close();
  }

  private static String path(HttpServerRequest request) {
    String path = request.path();
    return path == null ? "" : RequestPaths.normalize(path);
  }

  private Call call(HttpServerRequest request, String path, String label) {
    String serial = ids.next();
    String own = request.getHeader("x-request-id");
    String id = own != null && RequestIds.sane(own) ? own : serial;
    return new Call(request, id, serial, path, label, nanoClock, listener);
  }

  private static void tooSlow(Call call) {
    call.lastOfConnection();
    Exchange exchange = call.exchange();
    if (exchange == null) {
      EdgeError.TOO_SLOW.answer(call);
    } else {
      exchange.abort(GatewayError.of(ErrorCode.REQUEST_TIMEOUT, EdgeError.TOO_SLOW.sentence()));
    }
    call.closeConnection();
  }
}
