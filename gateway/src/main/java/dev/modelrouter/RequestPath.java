package dev.modelrouter;

import dev.modelrouter.api.Authentication;
import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.BodyFootprint;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.CallerAdmission;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.EndpointAdmission;
import dev.modelrouter.api.RequestBody;
import dev.modelrouter.api.RequestMemory;
import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.api.RequestTimeoutHeaders;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.Dispatcher;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.OutputMemory;
import dev.modelrouter.dispatch.RequestTimeouts;
import dev.modelrouter.dispatch.RoutePolicies;
import dev.modelrouter.dispatch.WorkerPool;
import dev.modelrouter.policy.MemoryReservation;
import dev.modelrouter.routing.RouteDecision;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The path of a request: its stages stand in {@link #serve}, in order, and nowhere else.
 * docs/architecture.md tells the same story. One instance for each event loop.
 */
final class RequestPath {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final int NOT_FOUND = 404;

  private final BooleanSupplier stopping;
  private final Authenticator authenticator;
  private final CallerAdmission callerAdmission;
  private final Supplier<RuntimeConfig> policies;
  private final Dispatcher dispatcher;
  private final RequestMemory memory;
  private final OutputMemory output;
  private final WorkerPool workers;

  RequestPath(
      BooleanSupplier stopping,
      Authenticator authenticator,
      CallerAdmission callerAdmission,
      Supplier<RuntimeConfig> policies,
      Dispatcher dispatcher,
      RequestMemory memory,
      OutputMemory output,
      WorkerPool workers) {
    this.stopping = stopping;
    this.authenticator = authenticator;
    this.callerAdmission = callerAdmission;
    this.policies = policies;
    this.dispatcher = dispatcher;
    this.memory = memory;
    this.output = output;
    this.workers = workers;
  }

  /** Answers one request for an answer; a stage that fails sends it straight to the end. */
  void serve(Call call, Dialect dialect) {
    Future<RoutedRequest> routed =
        accept(call, dialect)
            .compose(accepted -> authenticate(call, dialect))
            .compose(caller -> admit(call, caller))
            .compose(admitted -> read(call, dialect))
            .compose(body -> decode(call, dialect, body))
            .compose(request -> route(call, request));
    call.when(
        routed, known -> attempt(call, dialect, known), failure -> dialect.refuse(call, failure));
  }

  /** A request, where it may go, and how it is dealt with there. */
  private record RoutedRequest(
      Request request,
      RouteDecision.Targets route,
      RoutePolicies routePolicies,
      RequestTimeouts requestTimeouts) {}

  private Future<Call> accept(Call call, Dialect dialect) {
    if (stopping.getAsBoolean()) {
      return Future.failedFuture(
          RequestRejectedException.with(
              ErrorCode.SHUTTING_DOWN, "This node is stopping; send the request again."));
    }
    call.resources(memory, workers);
    long limit = dialect.maxBodyBytes(memory.maxBodyBytes());
    return RequestBody.tooLarge(call, limit)
        ? Future.failedFuture(RequestBody.refusal(limit))
        : Future.succeededFuture(call);
  }

  private Future<String> authenticate(Call call, Dialect dialect) {
    return switch (authenticator.authenticate(call, dialect.key(call))) {
      case Authentication.Accepted accepted -> {
        call.caller(accepted.caller());
        yield Future.succeededFuture(accepted.caller());
      }
      case Authentication.Denied denied -> {
        Duration wait = denied.retryAfter();
        yield Future.failedFuture(
            wait == null ? dialect.unauthenticated(call) : EndpointAdmission.tooManyFailures(wait));
      }
    };
  }

  private Future<Call> admit(Call call, String caller) {
    Future<Call> admitted = callerAdmission.admit(call, caller);
    if (!admitted.isComplete()) {
      call.request().pause();
    }
    return admitted;
  }

  private static Future<byte[]> read(Call call, Dialect dialect) {
    call.askForBody();
    return dialect.read(call);
  }

  /** Only here is it known whether a stream is wanted, which takes a slot of its own. */
  private Future<? extends Request> decode(Call call, Dialect dialect, byte[] body) {
    Future<? extends Request> decoded =
        body.length <= WorkerPool.INLINE_BYTES || !dialect.parses()
            ? dialect.decode(call, body)
            : decodeLarge(call, dialect, body);
    if (!decoded.isComplete()) {
      return decoded.compose(request -> opened(call, request));
    }
    return decoded.succeeded() ? opened(call, decoded.result()) : decoded;
  }

  private Future<? extends Request> opened(Call call, Request request) {
    if (request.stream() && !output.admits()) {
      return Future.failedFuture(
          RequestRejectedException.until(
              ErrorCode.OVERLOADED,
              "The gateway's memory for streams whose callers do not read is in use; try again.",
              RETRY_AFTER));
    }
    return request.stream()
        ? callerAdmission.openStream(call).map(opened -> request)
        : Future.succeededFuture(request);
  }

  /** Nothing large is parsed on the event loop: other requests would wait for it. */
  private Future<Request> decodeLarge(Call call, Dialect dialect, byte[] body) {
    call.markLarge();
    MemoryReservation reservation = call.reservation();
    return offload(
        call,
        () -> {
          long parsed = BodyFootprint.of(body);
          return memory.holds(reservation, body.length, parsed)
              ? dialect.decode(call, body).map(request -> request)
              : Future.failedFuture(memory.refusal(body.length, parsed));
        });
  }

  /** Runs a step of a large call on another thread than the event loop, and returns to that. */
  private <T> Future<T> offload(Call call, Callable<Future<T>> step) {
    return workers
        .run(step)
        .transform(
            done -> {
              if (call.over()) {
                return Future.failedFuture(
                    RequestRejectedException.with(ErrorCode.REQUEST_TIMEOUT, "The caller left."));
              }
              return done.failed() ? Future.failedFuture(failure(done.cause())) : done.result();
            });
  }

  private static Throwable failure(Throwable cause) {
    return cause instanceof WorkerPool.QueueFullException
        ? RequestRejectedException.until(
            ErrorCode.OVERLOADED,
            "Too many large requests wait to be read; send the request again.",
            RETRY_AFTER)
        : cause;
  }

  /** A large body may have to be read once more, to know where the request may go. */
  private Future<RoutedRequest> route(Call call, Request request) {
    return call.large() ? offload(call, () -> choose(call, request)) : choose(call, request);
  }

  private Future<RoutedRequest> choose(Call call, Request request) {
    RuntimeConfig now = policies.get();
    if (now.explain()) {
      call.allowExplanation();
    }
    return switch (now.router().route(request, call)) {
      case RouteDecision.Targets targets -> limited(call, request, targets, now.routePolicies());
      case RouteDecision.UnknownProvider unknown ->
          Future.failedFuture(
              RequestRejectedException.with(
                  ErrorCode.INVALID_PROVIDER,
                  "There is no provider '"
                      + unknown.name()
                      + "' here; configured are: "
                      + String.join(", ", unknown.configured())
                      + "."));
      case RouteDecision.NotARoute other ->
          Future.failedFuture(RequestRejectedException.because(noSuchModel(other)));
      case RouteDecision.NoEligibleTarget noTarget ->
          Future.failedFuture(
              RequestRejectedException.with(
                  noTarget.misconfigured() ? ErrorCode.ALL_PROVIDERS_FAILED : ErrorCode.BAD_REQUEST,
                  "No target of the route '"
                      + noTarget.routingTrace().route().name()
                      + "' can take this request: "
                      + noTarget.reasons()
                      + "."));
      case RouteDecision.UnsupportedOperation nobody ->
          Future.failedFuture(
              RequestRejectedException.with(
                  ErrorCode.INVALID_PROVIDER,
                  "No configured provider offers "
                      + nobody.operation().wireName()
                      + (nobody.provider() == null ? "" : " (asked: " + nobody.provider() + ")")
                      + "."));
    };
  }

  private static GatewayError noSuchModel(RouteDecision.NotARoute other) {
    String message =
        "There is no model '"
            + other.name()
            + "' here; there are: "
            + String.join(", ", other.routes())
            + ".";
    return new GatewayError(
        ErrorCode.BAD_REQUEST,
        message,
        null,
        new ProviderError(NOT_FOUND, message, "invalid_request_error", "model_not_found", "model"));
  }

  private static Future<RoutedRequest> limited(
      Call call, Request request, RouteDecision.Targets targets, RoutePolicies routePolicies) {
    try {
      RequestTimeouts requestTimeouts =
          routePolicies.callerTimeouts()
              ? RequestTimeoutHeaders.read(call.request())
              : RequestTimeouts.NONE;
      return Future.succeededFuture(
          new RoutedRequest(request, targets, routePolicies, requestTimeouts));
    } catch (RequestRejectedException wrong) {
      return Future.failedFuture(wrong);
    }
  }

  private void attempt(Call call, Dialect dialect, RoutedRequest routedRequest) {
    if (call.over()) {
      return;
    }
    AnswerSink sink = dialect.sink(call, routedRequest.request());
    Exchange exchange =
        dispatcher.exchange(
            call.id(),
            routedRequest.request(),
            routedRequest.route(),
            sink,
            routedRequest.routePolicies(),
            routedRequest.requestTimeouts(),
            dialect.inherited());
    call.exchange(exchange);
    call.whenLeft(exchange::cancel);
    if (call.large()) {
      exchange.markLarge();
    }
    exchange.start();
  }
}
