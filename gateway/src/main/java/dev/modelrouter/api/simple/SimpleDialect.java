package dev.modelrouter.api.simple;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inherited dialect, {@code /chat} and {@code /stream}: what is read and written there. */
public final class SimpleDialect implements Dialect {
  private static final Logger log = LoggerFactory.getLogger(SimpleDialect.class);
  private static final int UNAUTHENTICATED = 401;
  private static final int INVALID = 422;

  private final SimpleRequestDecoder decoder = new SimpleRequestDecoder();
  private final boolean stream;
  private final boolean development;

  /**
   * The dialect.
   *
   * @param stream whether the answer goes out piece by piece: the path says so
   * @param development whether callers see the details of internal errors
   */
  public SimpleDialect(boolean stream, boolean development) {
    this.stream = stream;
    this.development = development;
  }

  @Override
  public boolean inherited() {
    return true;
  }

  /** {@inheritDoc} A refusal names every wrong field. */
  @Override
  public Future<ChatRequest> decode(Call call, byte[] body) {
    return switch (decoder.decode(body, stream)) {
      case DecodeResult.Valid valid -> Future.succeededFuture(valid.request());
      case DecodeResult.Invalid invalid ->
          Future.failedFuture(
              RequestRejectedException.raw(
                  INVALID,
                  "The request is not valid.",
                  SimpleErrorWriter.invalid(invalid.errors())));
    };
  }

  @Override
  public RequestRejectedException unauthenticated(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    return RequestRejectedException.raw(
        UNAUTHENTICATED,
        "Unauthorized.",
        SimpleErrorWriter.sentence(
            "Send the gateway's key in the header 'Authorization: Bearer <key>'."));
  }

  @Override
  public AnswerSink sink(Call call, Request request) {
    return request.stream() ? new SimpleStreamSink(call) : new SimpleUnarySink(call);
  }

  @Override
  public void refuse(Call call, Throwable failure) {
    call.bodyRead();
    // What is left of the body is read and thrown away, or the connection could not go on.
    call.readOn();
    if (failure instanceof RequestRejectedException requestRejectedException) {
      byte[] body = requestRejectedException.body();
      call.json(
          requestRejectedException.status(),
          body == null
              ? SimpleErrorWriter.failure(requestRejectedException.error(), call.id())
              : body,
          requestRejectedException.error().retryAfter());
      return;
    }
    log.atError().addKeyValue("request_id", call.id()).setCause(failure).log("internal error");
    String detail = development ? " " + failure : "";
    GatewayError error =
        GatewayError.of(
            ErrorCode.INTERNAL_ERROR,
            "The gateway itself failed; tell its operator the request id." + detail);
    call.json(error.code().status(), SimpleErrorWriter.failure(error, call.id()), null);
  }
}
