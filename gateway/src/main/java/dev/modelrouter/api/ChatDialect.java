package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chat API in front of every provider: all of it that does not depend on its words. */
public final class ChatDialect implements Dialect {
  private static final Logger log = LoggerFactory.getLogger(ChatDialect.class);
  private static final int UNAUTHENTICATED = 401;

  private final ChatProtocol protocol;
  private final boolean development;

  /**
   * A dialect with these words.
   *
   * @param development whether callers see the details of internal errors
   */
  public ChatDialect(ChatProtocol protocol, boolean development) {
    this.protocol = protocol;
    this.development = development;
  }

  @Override
  public @Nullable String key(Call call) {
    return protocol.key(call);
  }

  @Override
  public Future<? extends Request> decode(Call call, byte[] body) {
    try {
      byte[] settled = protocol.settled(call, body);
      return settled == null
          ? Future.succeededFuture(protocol.read(call, body))
          : Future.failedFuture(RequestRejectedException.settled(settled));
    } catch (UntranslatableRequestException e) {
      String field = e.parameter().isEmpty() ? null : e.parameter();
      int status = ErrorCode.BAD_REQUEST.status();
      GatewayError error =
          new GatewayError(
              ErrorCode.BAD_REQUEST,
              e.sentence(),
              null,
              new ProviderError(status, e.sentence(), null, null, field));
      return Future.failedFuture(
          RequestRejectedException.raw(
              protocol.status(error), e.sentence(), protocol.error(call, error, field)));
    }
  }

  @Override
  public RequestRejectedException unauthenticated(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    return RequestRejectedException.raw(
        UNAUTHENTICATED, "Unauthorized.", protocol.unauthenticated(call));
  }

  @Override
  public AnswerSink sink(Call call, Request request) {
    return request.stream()
        ? new StreamSink(call, protocol.stream(call, request))
        : new UnarySink(call, protocol.unaryFormat(call, request));
  }

  @Override
  public void refuse(Call call, Throwable failure) {
    call.bodyRead();
    // What is left of the body is read and thrown away, or the connection could not go on.
    call.readOn();
    if (failure instanceof RequestRejectedException requestRejectedException) {
      byte[] body = requestRejectedException.body();
      if (body == null) {
        protocol.refuse(call, requestRejectedException.error());
      } else {
        ResponseHeaders.error(call, requestRejectedException.error());
        call.json(
            requestRejectedException.status(), body, requestRejectedException.error().retryAfter());
      }
      return;
    }
    log.atError().addKeyValue("request_id", call.id()).setCause(failure).log("internal error");
    protocol.refuse(
        call,
        GatewayError.of(
            ErrorCode.INTERNAL_ERROR,
            "The gateway itself failed; tell its operator the request id."
                + (development ? " " + failure : "")));
  }
}
