package dev.modelrouter.api.responses;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ModelId;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is only read when somebody has to understand it, and then once. Confined to its
 * event loop.
 */
final class Reading implements Supplier<ChatRequest> {
  private final byte[] body;
  private final ModelId model;
  private final boolean stream;
  private final Function<String, @Nullable StoredResponse> memory;
  private @Nullable ResponsesRequest read;

  Reading(
      byte[] body,
      ModelId model,
      boolean stream,
      Function<String, @Nullable StoredResponse> memory) {
    this.body = body;
    this.model = model;
    this.stream = stream;
    this.memory = memory;
  }

  ResponsesRequest request() {
    ResponsesRequest known = read;
    if (known == null) {
      known = ResponsesRequestReader.read(body, model, stream, memory);
      read = known;
    }
    return known;
  }

  @Override
  public ChatRequest get() {
    return request().chat();
  }
}
