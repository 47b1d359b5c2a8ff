package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Outlined;
import dev.modelrouter.chat.PlainTalk;
import dev.modelrouter.chat.UnspeakableException;
import org.jspecify.annotations.Nullable;

/**
 * What a body in OpenAI's dialect says, read when somebody asks.
 *
 * @param body the caller's JSON
 */
record OpenAiMeaning(
    Operation operation, byte[] body, ModelId model, boolean stream, @Nullable PlainTalk plainTalk)
    implements Outlined {
  @Override
  public ChatRequest get() {
    if (operation != Operation.CHAT) {
      throw new UnspeakableException("", "it has no " + operation.word());
    }
    return OpenAiChatReader.read(body, model, stream);
  }

  @Override
  public ChatRequest outline() {
    ChatRequest plain =
        operation == Operation.CHAT ? PlainTalkReader.read(body, model, stream) : null;
    return plain == null ? get() : plain;
  }
}
