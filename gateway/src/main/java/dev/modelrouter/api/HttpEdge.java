package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.Exchange;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The front door of one event loop: gives each HTTP request its name and sends it to whoever
 * answers for its path.
 */
public final class HttpEdge {
  /** Answers one kind of request. */
  @FunctionalInterface
  public interface Endpoint {
    /** Must lead to exactly one answer, now or later. */
    void serve(Call call);
  }

  /**
   * One path.
   *
   * @param method the only method it takes; GET takes HEAD too
   * @param label its name in metrics
   * @param endpoint who answers
   */
  public record Route(HttpMethod method, String label, Endpoint endpoint) {}

  /** Finds the route of a path. */
  @FunctionalInterface
  public interface Routes {
    /** The route, one of another method if there is no better; null for an unknown path. */
    @Nullable Route find(String path, HttpMethod method);
  }

  private static final String TOO_SLOW = "The request body took too long to arrive.";
  private static final String UNKNOWN = "unknown";

  private final Routes routes;
  private final Cors cors;
  private final ConnectionGuard guard;
  private final RequestIds ids;
  private final LongSupplier nanoClock;
  private final CallListener listener;

  HttpEdge(
      Routes routes,
      Cors cors,
      ConnectionGuard guard,
      RequestIds ids,
      LongSupplier nanoClock,
      CallListener listener) {
    this.routes = routes;
    this.cors = cors;
    this.guard = guard;
    this.ids = ids;
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /** Takes a request whose head has just been read. */
  void handle(HttpServerRequest request) {
    ConnectionGuard.@Nullable Watch watch = guard.headRead(request);
    String path = request.path();
    Route route = path == null ? null : routes.find(path, request.method());
    Call call = call(request, route == null ? UNKNOWN : route.label());
    call.whenOver(() -> guard.answered(watch));
    if (call.multiplexed()) {
      call.whenStreamClosed(() -> guard.streamClosed(watch));
    }
    if (cors.answered(call)) {
      return;
    }
    if (route == null) {
      detail(call, 404, "Not Found");
      return;
    }
    HttpMethod method = request.method();
    boolean head = method.equals(HttpMethod.HEAD) && route.method().equals(HttpMethod.GET);
    if (!head && !method.equals(route.method())) {
      call.response().putHeader("allow", route.method().name());
      detail(call, 405, "Method Not Allowed");
      return;
    }
    call.whenBodyAwaited(() -> guard.awaitBody(watch, () -> tooSlow(call)));
    call.bodyAwaited();
    call.whenBodyRead(() -> guard.bodyRead(watch));
    route.endpoint().serve(call);
  }

  /** Takes a request that is not HTTP as we speak it. */
  void handleInvalid(HttpServerRequest request) {
    Call call = call(request, UNKNOWN);
    Throwable cause = request.decoderResult().cause();
    String kind = cause == null ? "" : cause.getClass().getSimpleName();
    call.response().putHeader("connection", "close");
    switch (kind) {
      case "TooLongHttpLineException" -> detail(call, 414, "The request line is too long.");
      case "TooLongHttpHeaderException" -> detail(call, 431, "The request headers are too large.");
      default -> detail(call, 400, "The request is not valid HTTP.");
    }
    request.connection().close();
  }

  private Call call(HttpServerRequest request, String label) {
    String serial = ids.next();
    String own = request.getHeader("x-request-id");
    String id = own != null && RequestIds.sane(own) ? own : serial;
    return new Call(request, id, serial, label, nanoClock, listener);
  }

  private static void tooSlow(Call call) {
    call.lastOfConnection();
    Exchange exchange = call.exchange();
    if (exchange == null) {
      detail(call, 408, TOO_SLOW);
    } else {
      exchange.abort(GatewayError.of(ErrorCode.REQUEST_TIMEOUT, TOO_SLOW));
    }
    call.hangUp();
  }

  /** Answers in the shape of errors that belong to no dialect. */
  static void detail(Call call, int status, String sentence) {
    call.json(status, ("{\"detail\":\"" + sentence + "\"}").getBytes(StandardCharsets.UTF_8), null);
  }
}
