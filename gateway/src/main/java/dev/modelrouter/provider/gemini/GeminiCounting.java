package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.OutboundRequest;
import java.util.function.Consumer;

/** {@code POST /v1beta/models/{model}:countTokens}, of which the bytes pass both ways. */
final class GeminiCounting {
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  private GeminiCounting() {}

  /** The caller's bytes; where they name the model a second time, it is Gemini's name for it. */
  static OutboundRequest splice(PassthroughRequest request, String model) {
    RewritableFields body = request.body();
    byte[] bytes = body.bytes();
    if (body.modelFrom() >= 0) {
      bytes =
          new ByteBuilder(bytes.length + model.length())
              .append(bytes, 0, body.modelFrom())
              .appendJson("models/" + model)
              .append(bytes, body.modelTo(), bytes.length)
              .take();
    }
    return new OutboundRequest(GeminiModelPaths.path(model, "countTokens"), bytes);
  }

  /** Tells whether an answer with status 200 is one. */
  static void inspect(byte[] body, GeminiErrorClassifier errors, Consumer<? super ChatEvent> out) {
    JsonScanner json = new JsonScanner();
    json.reset(body, 0, body.length);
    ChatEvent end = ChatEvent.Completed.INSTANCE;
    try {
      if (!json.beginObject()) {
        end = new ChatEvent.Failed(errors.noAnswer());
      } else {
        for (boolean first = true; json.nextField(first); first = false) {
          boolean failed = json.nameIs(ERROR) && json.isContainer();
          int from = json.position();
          json.skip();
          if (failed) {
            end = new ChatEvent.Failed(errors.inBand(body, from, json.position()));
          }
        }
        json.finish();
      }
    } catch (MalformedJsonException e) {
      end = new ChatEvent.Failed(errors.noAnswer());
    }
    out.accept(end);
  }
}
