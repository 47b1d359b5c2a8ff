package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is only read when somebody has to understand it, and then once. Confined to its
 * event loop.
 */
final class LazyResponsesRequest implements Supplier<ChatRequest> {
  private static final byte[] NOTHING = "{\"input\":\"\",\"store\":false}".getBytes(US_ASCII);

  private final byte[] body;
  private final ModelId model;
  private final boolean stream;
  private final boolean store;
  private final @Nullable StoredResponse before;
  private @Nullable ResponsesRequest read;

  /**
   * Not read yet.
   *
   * @param store whether the answer may be kept
   * @param before the answer it goes on from, or null where that is none of ours
   */
  LazyResponsesRequest(
      byte[] body, ModelId model, boolean stream, boolean store, @Nullable StoredResponse before) {
    this.body = body;
    this.model = model;
    this.stream = stream;
    this.store = store;
    this.before = before;
  }

  boolean store() {
    return store;
  }

  /**
   * What is asked.
   *
   * @throws UntranslatableRequestException where that cannot be said in the words that all dialects
   *     share
   */
  ResponsesRequest request() {
    ResponsesRequest known = read;
    if (known == null) {
      known = ResponsesRequestReader.read(body, model, stream, id -> before);
      read = known;
    }
    return known;
  }

  /** The same; nothing of it where it cannot be said, so that at least a failure can be told. */
  ResponsesRequest asFarAsItGoes() {
    try {
      return request();
    } catch (UntranslatableRequestException e) {
      return ResponsesRequestReader.read(NOTHING, model, stream);
    }
  }

  @Override
  public ChatRequest get() {
    return request().chat();
  }
}
