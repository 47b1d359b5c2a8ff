package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;

/** {@code POST /v1/messages/count_tokens}, of which the bytes pass both ways. */
final class AnthropicCounting {
  /** Its path. */
  static final String PATH = AnthropicRequestWriter.PATH + "/count_tokens";

  private static final byte[] TOKENS = "input_tokens".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  private AnthropicCounting() {}

  /** Tells whether an answer with status 200 is one. */
  static ChatEvent inspect(byte[] body, AnthropicErrorClassifier errors) {
    try {
      return read(body, errors);
    } catch (MalformedJsonException e) {
      return new ChatEvent.Failed(errors.noAnswer());
    }
  }

  private static ChatEvent read(byte[] body, AnthropicErrorClassifier errors) {
    JsonScanner json = new JsonScanner();
    json.reset(body, 0, body.length);
    ChatEvent end = new ChatEvent.Failed(errors.noAnswer());
    if (json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        boolean counted = json.nameIs(TOKENS) && json.isNumber();
        boolean failed = json.nameIs(ERROR) && json.isContainer();
        int from = json.position();
        json.skip();
        if (counted) {
          end = ChatEvent.Completed.INSTANCE;
        } else if (failed) {
          end = new ChatEvent.Failed(errors.inBand(body, from, json.position()));
        }
      }
      json.finish();
    }
    return end;
  }
}
