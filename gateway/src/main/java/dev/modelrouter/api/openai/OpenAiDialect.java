package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.api.ResponseHeaders;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One path of OpenAI's API ({@code /v1/…}) whose requests and answers are JSON. */
public final class OpenAiDialect implements Dialect {
  private static final Logger log = LoggerFactory.getLogger(OpenAiDialect.class);
  private static final int UNAUTHENTICATED = 401;
  private static final byte[] NOTHING = {};

  private final Operation operation;
  private final Function<String, ModelId> names;
  private final InstantSource clock;
  private final boolean development;

  /**
   * The dialect of one path.
   *
   * @param names tells what a model's name means here
   * @param clock wall clock, for the field {@code created}
   * @param development whether callers see the details of internal errors
   */
  public OpenAiDialect(
      Operation operation,
      Function<String, ModelId> names,
      InstantSource clock,
      boolean development) {
    this.operation = operation;
    this.names = names;
    this.clock = clock;
    this.development = development;
  }

  @Override
  public Future<PassthroughRequest> decode(Call call, byte[] body) {
    return decode(body);
  }

  /** Reads a request, of which all is in the body. */
  public Future<PassthroughRequest> decode(byte[] body) {
    try {
      return Future.succeededFuture(PassthroughRequestReader.read(operation, body, names));
    } catch (UntranslatableRequestException e) {
      String param = e.parameter().isEmpty() ? null : e.parameter();
      GatewayError error =
          new GatewayError(
              ErrorCode.BAD_REQUEST,
              e.sentence(),
              null,
              new ProviderError(400, e.sentence(), "invalid_request_error", null, param));
      return Future.failedFuture(
          RequestRejectedException.raw(400, e.sentence(), OpenAiErrorWriter.body(error, param)));
    }
  }

  @Override
  public RequestRejectedException unauthenticated(Call call) {
    call.response().putHeader("www-authenticate", "Bearer");
    return RequestRejectedException.raw(
        UNAUTHENTICATED, "Unauthorized.", OpenAiErrorResponses.noKey());
  }

  @Override
  public AnswerSink sink(Call call, Request request) {
    boolean usage = request instanceof PassthroughRequest raw && raw.usageWanted();
    long created = clock.instant().getEpochSecond();
    if (operation == Operation.SPEECH) {
      return new PassthroughBodySink(call);
    }
    byte[] body = request instanceof PassthroughRequest raw ? raw.body().bytes() : NOTHING;
    return request.stream()
        ? new StreamSink(call, new OpenAiStreamFormat(call.serial(), created, usage, body))
        : new UnarySink(call, new OpenAiUnaryFormat(call.serial(), created, body));
  }

  @Override
  public void refuse(Call call, Throwable failure) {
    call.bodyRead();
    // What is left of the body is read and thrown away, or the connection could not go on.
    call.readOn();
    if (failure instanceof RequestRejectedException requestRejectedException) {
      ResponseHeaders.error(call, requestRejectedException.error());
      byte[] body = requestRejectedException.body();
      call.json(
          body == null
              ? OpenAiErrorWriter.status(requestRejectedException.error())
              : requestRejectedException.status(),
          body == null ? OpenAiErrorWriter.body(requestRejectedException.error(), null) : body,
          requestRejectedException.error().retryAfter());
      return;
    }
    log.atError().addKeyValue("request_id", call.id()).setCause(failure).log("internal error");
    String detail = development ? " " + failure : "";
    GatewayError error =
        GatewayError.of(
            ErrorCode.INTERNAL_ERROR,
            "The gateway itself failed; tell its operator the request id." + detail);
    ResponseHeaders.error(call, error);
    call.json(error.code().status(), OpenAiErrorWriter.body(error, null), null);
  }
}
