package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.LazyRequest;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.TextOnlyOutline;
import dev.modelrouter.chat.UntranslatableRequestException;
import org.jspecify.annotations.Nullable;

/**
 * What a body in OpenAI's dialect says, read when somebody asks.
 *
 * @param body the caller's JSON
 */
record LazyChatRequest(
    Operation operation,
    byte[] body,
    ModelId model,
    boolean stream,
    @Nullable TextOnlyOutline textOnlyOutline)
    implements LazyRequest {
  @Override
  public ChatRequest get() {
    if (operation != Operation.CHAT) {
      throw new UntranslatableRequestException("", "it has no " + operation.wireName());
    }
    return OpenAiChatReader.read(body, model, stream);
  }

  @Override
  public ChatRequest outline() {
    ChatRequest plain =
        operation == Operation.CHAT ? TextOnlyChatReader.read(body, model, stream) : null;
    return plain == null ? get() : plain;
  }
}
