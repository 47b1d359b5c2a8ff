package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outline of the usual request, a conversation of plain texts without tools, in one walk
 * over its bytes. Whatever else stands there is left to {@link OpenAiChatReader}, which takes
 * several times as long.
 */
final class TextOnlyChatReader {
  private static final byte[] MESSAGES = "messages".getBytes(US_ASCII);
  private static final byte[] ROLE = "role".getBytes(US_ASCII);
  private static final byte[] CONTENT = "content".getBytes(US_ASCII);
  private static final byte[] NAME = "name".getBytes(US_ASCII);
  private static final byte[] USER = "user".getBytes(US_ASCII);
  private static final byte[] LIMIT = "max_tokens".getBytes(US_ASCII);
  private static final byte[] NEWER_LIMIT = "max_completion_tokens".getBytes(US_ASCII);

  /** What makes it more than plain talk. */
  private static final List<byte[]> MORE =
      List.of(
          "tools".getBytes(US_ASCII),
          "functions".getBytes(US_ASCII),
          "response_format".getBytes(US_ASCII));

  private final JsonScanner json = new JsonScanner();
  private final List<Message> messages = new ArrayList<>(4);
  private @Nullable String user;
  private long limit;
  private long newerLimit;

  private TextOnlyChatReader() {}

  /**
   * Reads one body.
   *
   * @param body JSON that has been checked
   * @return null if it is more than plain talk
   */
  static @Nullable ChatRequest read(byte[] body, ModelId model, boolean stream) {
    TextOnlyChatReader reader = new TextOnlyChatReader();
    return reader.walk(body) && !reader.messages.isEmpty() ? reader.outline(model, stream) : null;
  }

  private ChatRequest outline(ModelId model, boolean stream) {
    long max = newerLimit > 0 ? newerLimit : limit;
    Integer tokens = max > 0 ? (Integer) (int) Math.min(Integer.MAX_VALUE, max) : null;
    return new ChatRequest(
        model,
        messages,
        new Sampling(tokens, null, null, null, List.of(), null, null, null),
        List.of(),
        ToolChoice.AUTO,
        null,
        ResponseFormat.TEXT,
        null,
        user,
        stream,
        List.of());
  }

  private boolean walk(byte[] body) {
    json.reset(body, 0, body.length);
    if (!json.beginObject()) {
      return false;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (!field()) {
        return false;
      }
    }
    return true;
  }

  /** Reads one field; whether it is plain. */
  private boolean field() {
    if (json.nameHasEscapes()) {
      return false;
    }
    if (json.nameIs(MESSAGES)) {
      return messages();
    }
    if (json.nameIs(LIMIT)) {
      limit = json.wholeNumber();
    } else if (json.nameIs(NEWER_LIMIT)) {
      newerLimit = json.wholeNumber();
    } else if (json.nameIs(USER)) {
      if (!json.isString()) {
        return false;
      }
      user = json.string();
    } else {
      for (int i = 0; i < MORE.size(); i++) {
        if (json.nameIs(MORE.get(i))) {
          return false;
        }
      }
      json.skip();
    }
    return true;
  }

  private boolean messages() {
    if (!messages.isEmpty() || !json.beginArray()) {
      return false;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      if (!message()) {
        return false;
      }
    }
    return true;
  }

  private boolean message() {
    if (!json.beginObject()) {
      return false;
    }
    Role role = null;
    String content = null;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(NAME)) {
        json.skip();
      } else if (!json.isString()) {
        return false;
      } else if (json.nameIs(ROLE)) {
        role = role(json.string());
      } else if (json.nameIs(CONTENT)) {
        content = json.string();
      } else {
        return false;
      }
    }
    if (role == null || content == null) {
      return false;
    }
    messages.add(new Message(role, content));
    return true;
  }

  private static @Nullable Role role(String word) {
    return switch (word) {
      case "system" -> Role.SYSTEM;
      case "developer" -> Role.DEVELOPER;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      default -> null;
    };
  }
}
