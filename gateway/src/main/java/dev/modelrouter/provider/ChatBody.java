package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.List;

/**
 * The beginning of a chat request's JSON body, which is the same in OpenAI's dialect and Ollama's:
 * the model and the messages.
 */
public final class ChatBody {
  /** Names, brackets and numbers around the messages' text. */
  private static final int ROOM = 256;

  private static final int ROOM_PER_MESSAGE = 40;

  private ChatBody() {}

  /** An object that is still open, with {@code model} and {@code messages} in it. */
  public static ByteAccumulator begin(ChatRequest request, String model) {
    List<Message> messages = request.messages();
    ByteAccumulator out = new ByteAccumulator(size(messages));
    out.append("{\"model\":").appendJson(model).append(",\"messages\":[");
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      out.append(i == 0 ? "{\"role\":\"" : ",{\"role\":\"")
          .append(message.role().wire())
          .append("\",\"content\":")
          .appendJson(message.text())
          .append('}');
    }
    return out.append(']');
  }

  private static int size(List<Message> messages) {
    int size = ROOM;
    for (Message message : messages) {
      size += message.text().length() + ROOM_PER_MESSAGE;
    }
    return size;
  }
}
