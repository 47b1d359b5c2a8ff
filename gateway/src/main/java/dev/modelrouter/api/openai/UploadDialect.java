package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.Dialect;
import dev.modelrouter.api.RequestRejectedException;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UploadRequest;
import dev.modelrouter.dispatch.AnswerSink;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * One path of OpenAI's API whose request is a form with a file, and whose answer may be anything.
 */
public final class UploadDialect implements Dialect {
  /** Where the model can be named when the form names it behind a large file. */
  private static final String EARLY_MODEL = "x-modelrouter-model";

  private final Operation operation;
  private final Function<String, ModelId> names;
  private final OpenAiDialect openAi;

  /**
   * The dialect of one path.
   *
   * @param names tells what a model's name means here
   * @param openAi how refusals are said
   */
  public UploadDialect(Operation operation, Function<String, ModelId> names, OpenAiDialect openAi) {
    this.operation = operation;
    this.names = names;
    this.openAi = openAi;
  }

  @Override
  public long maxBodyBytes(long configured) {
    return MultipartUpload.MAX_BYTES;
  }

  @Override
  public boolean parses() {
    return false;
  }

  @Override
  public Future<byte[]> read(Call call) {
    return MultipartUpload.read(call, names);
  }

  @Override
  public Future<UploadRequest> decode(Call call, byte[] body) {
    if (!(call.rest() instanceof MultipartUpload multipartUpload)) {
      throw new IllegalStateException("a form is read before it is understood");
    }
    String name = multipartUpload.model();
    if (name == null) {
      name = call.request().getHeader(EARLY_MODEL);
    }
    ModelId model = name == null || name.isEmpty() ? ModelId.ANY : names.apply(name);
    return Future.succeededFuture(new UploadRequest(operation, model, multipartUpload.form(body)));
  }

  @Override
  public RequestRejectedException unauthenticated(Call call) {
    return openAi.unauthenticated(call);
  }

  @Override
  public AnswerSink sink(Call call, Request request) {
    return new PassthroughBodySink(call);
  }

  @Override
  public void refuse(Call call, Throwable failure) {
    openAi.refuse(call, failure);
  }
}
