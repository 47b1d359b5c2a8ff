package dev.modelrouter;

import dev.modelrouter.api.Admission;
import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.Refused;
import dev.modelrouter.api.RequestBody;
import dev.modelrouter.api.WishedLimits;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.Conducts;
import dev.modelrouter.dispatch.Dispatcher;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.dispatch.OwnLimits;
import dev.modelrouter.routing.RouteDecision;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The path of a request: its stages stand in {@link #serve}, in order, and nowhere else.
 * docs/architecture.md tells the same story. One instance for each event loop.
 */
final class RequestPath {
  private final BooleanSupplier stopping;
  private final Authenticator authenticator;
  private final Admission admission;
  private final Supplier<Policies> policies;
  private final Dispatcher dispatcher;

  RequestPath(
      BooleanSupplier stopping,
      Authenticator authenticator,
      Admission admission,
      Supplier<Policies> policies,
      Dispatcher dispatcher) {
    this.stopping = stopping;
    this.authenticator = authenticator;
    this.admission = admission;
    this.policies = policies;
    this.dispatcher = dispatcher;
  }

  /** Answers one request for an answer; a stage that fails sends it straight to the end. */
  void serve(Call call, Dialect dialect) {
    accept(call, dialect)
        .compose(accepted -> authenticate(call, dialect))
        .compose(caller -> admit(call, caller))
        .compose(admitted -> dialect.read(call))
        .compose(body -> decode(call, dialect, body))
        .compose(request -> route(call, request))
        .onComplete(
            routed -> attempt(call, dialect, routed), failure -> dialect.refuse(call, failure));
  }

  /** A request, where it may go, and how it is dealt with there. */
  private record Routed(
      Request request, RouteDecision.Routed route, Conducts conducts, OwnLimits limits) {}

  private Future<Call> accept(Call call, Dialect dialect) {
    if (stopping.getAsBoolean()) {
      return Future.failedFuture(
          Refused.with(ErrorCode.SHUTTING_DOWN, "This node is stopping; send the request again."));
    }
    long limit = dialect.maxBodyBytes();
    return RequestBody.tooLarge(call, limit)
        ? Future.failedFuture(RequestBody.refusal(limit))
        : Future.succeededFuture(call);
  }

  private Future<String> authenticate(Call call, Dialect dialect) {
    String caller = authenticator.caller(call.request(), dialect.key(call));
    if (caller == null) {
      return Future.failedFuture(dialect.unauthenticated(call));
    }
    call.caller(caller);
    return Future.succeededFuture(caller);
  }

  private Future<Call> admit(Call call, String caller) {
    Future<Call> admitted = admission.admit(call, caller);
    if (!admitted.isComplete()) {
      call.request().pause();
    }
    return admitted;
  }

  /** Only here is it known whether a stream is wanted, which takes a slot of its own. */
  private Future<? extends Request> decode(Call call, Dialect dialect, byte[] body) {
    Future<? extends Request> decoded = dialect.decode(call, body);
    return decoded.succeeded() && decoded.result().stream()
        ? admission.openStream(call).map(opened -> decoded.result())
        : decoded;
  }

  private Future<Routed> route(Call call, Request request) {
    Policies now = policies.get();
    return switch (now.router().route(request, call)) {
      case RouteDecision.Routed routed -> limited(call, request, routed, now.conducts());
      case RouteDecision.UnknownProvider unknown ->
          Future.failedFuture(
              Refused.with(
                  ErrorCode.INVALID_PROVIDER,
                  "There is no provider '"
                      + unknown.name()
                      + "' here; configured are: "
                      + String.join(", ", unknown.configured())
                      + "."));
      case RouteDecision.NobodyFits nobody ->
          Future.failedFuture(
              Refused.with(
                  nobody.misconfigured() ? ErrorCode.ALL_PROVIDERS_FAILED : ErrorCode.BAD_REQUEST,
                  "No target of the route '"
                      + nobody.choice().route().name()
                      + "' can take this request: "
                      + nobody.reasons()
                      + "."));
      case RouteDecision.NobodyOffers nobody ->
          Future.failedFuture(
              Refused.with(
                  ErrorCode.INVALID_PROVIDER,
                  "No configured provider offers "
                      + nobody.operation().word()
                      + (nobody.provider() == null ? "" : " (asked: " + nobody.provider() + ")")
                      + "."));
    };
  }

  private static Future<Routed> limited(
      Call call, Request request, RouteDecision.Routed routed, Conducts conducts) {
    try {
      OwnLimits limits = conducts.ownLimits() ? WishedLimits.read(call.request()) : OwnLimits.NONE;
      return Future.succeededFuture(new Routed(request, routed, conducts, limits));
    } catch (Refused wrong) {
      return Future.failedFuture(wrong);
    }
  }

  private void attempt(Call call, Dialect dialect, Routed routed) {
    if (call.over()) {
      return;
    }
    AnswerSink sink = dialect.sink(call, routed.request());
    Exchange exchange =
        dispatcher.exchange(
            call.id(), routed.request(), routed.route(), sink, routed.conducts(), routed.limits());
    call.exchange(exchange);
    call.whenLeft(exchange::cancel);
    exchange.start();
  }
}
