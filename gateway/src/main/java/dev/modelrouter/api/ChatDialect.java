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

  private final ChatWords words;
  private final boolean development;

  /**
   * A dialect with these words.
   *
   * @param development whether callers see the details of internal errors
   */
  public ChatDialect(ChatWords words, boolean development) {
    this.words = words;
    this.development = development;
  }

  @Override
  public @Nullable String key(Call call) {
    return words.key(call);
  }

  @Override
  public Future<? extends Request> decode(Call call, byte[] body) {
    try {
      byte[] settled = words.settled(call, body);
      return settled == null
          ? Future.succeededFuture(words.read(call, body))
          : Future.failedFuture(Refused.settled(settled));
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
          Refused.raw(words.status(error), e.sentence(), words.error(call, error, field)));
    }
  }

  @Override
  public Refused unauthenticated(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    return Refused.raw(UNAUTHENTICATED, "Unauthorized.", words.unauthenticated(call));
  }

  @Override
  public AnswerSink sink(Call call, Request request) {
    return request.stream()
        ? new StreamSink(call, words.stream(call, request))
        : new WholeSink(call, words.whole(call, request));
  }

  @Override
  public void refuse(Call call, Throwable failure) {
    call.bodyRead();
    // What is left of the body is read and thrown away, or the connection could not go on.
    call.readOn();
    if (failure instanceof Refused refused) {
      byte[] body = refused.body();
      if (body == null) {
        words.refuse(call, refused.error());
      } else {
        AnswerHead.error(call, refused.error());
        call.json(refused.status(), body, refused.error().retryAfter());
      }
      return;
    }
    log.atError().addKeyValue("request_id", call.id()).setCause(failure).log("internal error");
    words.refuse(
        call,
        GatewayError.of(
            ErrorCode.INTERNAL_ERROR,
            "The gateway itself failed; tell its operator the request id."
                + (development ? " " + failure : "")));
  }
}
