package dev.modelrouter;

import dev.modelrouter.api.Admission;
import dev.modelrouter.api.Authenticator;
import dev.modelrouter.api.Call;
import dev.modelrouter.api.Refused;
import dev.modelrouter.api.RequestBody;
import dev.modelrouter.api.seed.SeedDialect;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.dispatch.AnswerSink;
import dev.modelrouter.dispatch.Dispatcher;
import dev.modelrouter.dispatch.Exchange;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.Router;
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
  private final SeedDialect dialect;
  private final Supplier<Router> router;
  private final Dispatcher dispatcher;

  RequestPath(
      BooleanSupplier stopping,
      Authenticator authenticator,
      Admission admission,
      SeedDialect dialect,
      Supplier<Router> router,
      Dispatcher dispatcher) {
    this.stopping = stopping;
    this.authenticator = authenticator;
    this.admission = admission;
    this.dialect = dialect;
    this.router = router;
    this.dispatcher = dispatcher;
  }

  /** Answers one request for an answer; a stage that fails sends it straight to the end. */
  void serve(Call call, boolean stream) {
    accept(call)
        .compose(accepted -> authenticate(call))
        .compose(caller -> admit(call, caller, stream))
        .compose(admitted -> RequestBody.read(call))
        .compose(body -> decode(body, stream))
        .compose(this::route)
        .onComplete(routed -> attempt(call, routed), failure -> dialect.refuse(call, failure));
  }

  /** A request and where it may go. */
  private record Routed(ChatRequest request, RouteDecision.Routed route) {}

  private Future<Call> accept(Call call) {
    if (stopping.getAsBoolean()) {
      return Future.failedFuture(
          Refused.with(ErrorCode.SHUTTING_DOWN, "This node is stopping; send the request again."));
    }
    return RequestBody.tooLarge(call)
        ? Future.failedFuture(RequestBody.refusal())
        : Future.succeededFuture(call);
  }

  private Future<String> authenticate(Call call) {
    String caller = authenticator.caller(call.request());
    return caller == null
        ? Future.failedFuture(dialect.unauthenticated(call))
        : Future.succeededFuture(caller);
  }

  private Future<Call> admit(Call call, String caller, boolean stream) {
    Future<Call> admitted = admission.admit(call, caller, stream);
    if (!admitted.isComplete()) {
      call.request().pause();
    }
    return admitted;
  }

  private Future<ChatRequest> decode(byte[] body, boolean stream) {
    return dialect.decode(body, stream);
  }

  private Future<Routed> route(ChatRequest request) {
    return switch (router.get().route(request.model())) {
      case RouteDecision.Routed routed -> Future.succeededFuture(new Routed(request, routed));
      case RouteDecision.UnknownProvider unknown ->
          Future.failedFuture(
              Refused.with(
                  ErrorCode.INVALID_PROVIDER,
                  "There is no provider '"
                      + unknown.name()
                      + "' here; configured are: "
                      + String.join(", ", unknown.configured())
                      + "."));
    };
  }

  private void attempt(Call call, Routed routed) {
    if (call.over()) {
      return;
    }
    AnswerSink sink = dialect.sink(call, routed.request());
    Exchange exchange = dispatcher.exchange(call.id(), routed.request(), routed.route(), sink);
    call.exchange(exchange);
    call.whenLeft(exchange::cancel);
    exchange.start();
  }
}
