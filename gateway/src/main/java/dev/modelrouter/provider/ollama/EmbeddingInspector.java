package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what the gateway must know of Ollama's embeddings that go to the caller as they are. */
final class EmbeddingInspector {
  private static final byte[] EMBEDDINGS = "embeddings".getBytes(US_ASCII);
  private static final byte[] EMBEDDING = "embedding".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] COUNT = "prompt_eval_count".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  private boolean vectors;
  private @Nullable String model;
  private @Nullable String error;
  private long tokens;

  private EmbeddingInspector() {}

  static void inspect(byte[] body, OllamaErrorClassifier errors, Consumer<? super ChatEvent> out) {
    EmbeddingInspector answer = new EmbeddingInspector();
    try {
      answer.read(body);
    } catch (MalformedJsonException e) {
      answer.vectors = false;
    }
    String said = answer.error;
    if (said != null || !answer.vectors) {
      out.accept(new ChatEvent.Failed(said == null ? errors.noAnswer() : errors.inBand(said)));
      return;
    }
    if (answer.model != null) {
      out.accept(new ChatEvent.Started(answer.model));
    }
    out.accept(new ChatEvent.UsageReported(new Usage(answer.tokens, 0)));
    out.accept(ChatEvent.Completed.INSTANCE);
  }

  private void read(byte[] body) {
    JsonScanner json = new JsonScanner();
    json.reset(body, 0, body.length);
    if (!json.beginObject()) {
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(MODEL) && json.isString()) {
        model = json.string();
      } else if (json.nameIs(ERROR) && json.isString()) {
        error = json.string();
      } else if (json.nameIs(COUNT)) {
        tokens = json.wholeNumber();
      } else {
        vectors |= (json.nameIs(EMBEDDINGS) || json.nameIs(EMBEDDING)) && json.isContainer();
        json.skip();
      }
    }
    json.finish();
  }
}
