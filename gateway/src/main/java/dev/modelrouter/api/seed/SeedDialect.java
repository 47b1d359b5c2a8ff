package dev.modelrouter.api.seed;

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
public final class SeedDialect implements Dialect {
  private static final Logger log = LoggerFactory.getLogger(SeedDialect.class);
  private static final int UNAUTHENTICATED = 401;
  private static final int INVALID = 422;

  private final SeedRequestDecoder decoder = new SeedRequestDecoder();
  private final boolean stream;
  private final boolean development;

  /**
   * The dialect.
   *
   * @param stream whether the answer goes out piece by piece: the path says so
   * @param development whether callers see the details of internal errors
   */
  public SeedDialect(boolean stream, boolean development) {
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
      case Decoded.Valid valid -> Future.succeededFuture(valid.request());
      case Decoded.Invalid invalid ->
          Future.failedFuture(
              RequestRejectedException.raw(
                  INVALID, "The request is not valid.", SeedErrorWriter.invalid(invalid.errors())));
    };
  }

  @Override
  public RequestRejectedException unauthenticated(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    return RequestRejectedException.raw(
        UNAUTHENTICATED,
        "Unauthorized.",
        SeedErrorWriter.sentence(
            "Send the gateway's key in the header 'Authorization: Bearer <key>'."));
  }

  @Override
  public AnswerSink sink(Call call, Request request) {
    return request.stream() ? new SeedStreamSink(call) : new SeedWholeSink(call);
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
              ? SeedErrorWriter.failure(requestRejectedException.error(), call.id())
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
    call.json(error.code().status(), SeedErrorWriter.failure(error, call.id()), null);
  }
}
