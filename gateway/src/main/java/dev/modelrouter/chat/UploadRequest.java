package dev.modelrouter.chat;

/**
 * A request that is a form with files. It is never translated.
 *
 * @param operation what is to be done
 * @param model what the caller asked for, as far as is known before the rest has come
 * @param form the caller's form
 */
public record UploadRequest(Operation operation, ModelId model, MultipartBody form)
    implements Request {
  @Override
  public boolean stream() {
    return false;
  }

  @Override
  public boolean repeatable() {
    BodyStream rest = form.rest();
    return rest == null || !rest.isStarted();
  }

  @Override
  public ChatRequest chat() {
    throw new UntranslatableRequestException("", "it has no " + operation.wireName());
  }
}
