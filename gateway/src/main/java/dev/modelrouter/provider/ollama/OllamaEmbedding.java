package dev.modelrouter.provider.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.EmbeddingEncoding;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** OpenAI's embeddings through Ollama's {@code POST /api/embed}. */
final class OllamaEmbedding {
  static final String PATH = "/api/embed";
  private static final byte[] INPUT = "input".getBytes(US_ASCII);
  private static final byte[] DIMENSIONS = "dimensions".getBytes(US_ASCII);
  private static final byte[] EMBEDDINGS = "embeddings".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] COUNT = "prompt_eval_count".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  private OllamaEmbedding() {}

  /**
   * The caller's request in Ollama's words.
   *
   * @throws UntranslatableRequestException for input that is not text, or empty
   */
  static OutboundRequest encode(PassthroughRequest request, String model) {
    byte[] bytes = request.body().bytes();
    JsonScanner json = new JsonScanner();
    json.reset(bytes, 0, bytes.length);
    json.beginObject();
    ByteBuilder out = new ByteBuilder(bytes.length + 64);
    out.append("{\"model\":").appendJson(model);
    boolean input = false;
    for (boolean first = true; json.nextField(first); first = false) {
      boolean isInput = json.nameIs(INPUT);
      boolean wanted = isInput || json.nameIs(DIMENSIONS);
      boolean tokens = json.isNumber();
      int from = json.position();
      if (isInput) {
        input = true;
        checkText(json);
      } else {
        json.skip();
      }
      if (wanted && (isInput || tokens)) {
        out.append(isInput ? ",\"input\":" : ",\"dimensions\":")
            .append(bytes, from, json.position());
      }
    }
    if (!input) {
      throw new UntranslatableRequestException("input", "'input' is missing.");
    }
    return new OutboundRequest(PATH, out.append('}').take());
  }

  /** {@code isString} has gone over the white space before the text. */
  private static void checkText(JsonScanner json) {
    if (json.isString()) {
      some(json);
      return;
    }
    if (!json.beginArray()) {
      throw notText();
    }
    boolean first = true;
    for (; json.nextElement(first); first = false) {
      if (!json.isString()) {
        throw notText();
      }
      some(json);
    }
    if (first) {
      throw empty();
    }
  }

  /** A text; Ollama answers an empty one with no vector at all. */
  private static void some(JsonScanner json) {
    int from = json.position();
    json.skip();
    if (json.position() - from == 2) {
      throw empty();
    }
  }

  private static UntranslatableRequestException empty() {
    return new UntranslatableRequestException(
        "input", "'input' must not be empty and have no empty text.");
  }

  private static UntranslatableRequestException notText() {
    return new UntranslatableRequestException(
        "input", "Ollama embeds text only: send 'input' as a string or a list of strings.");
  }

  /** Ollama's answer in OpenAI's words; tells its usage, or that it is none. */
  static byte[] answer(
      PassthroughRequest request,
      byte[] body,
      OllamaErrorClassifier errors,
      Consumer<? super ChatEvent> out) {
    List<int[]> vectors = new ArrayList<>();
    String model = "";
    long tokens = 0;
    String error = null;
    boolean empty = false;
    JsonScanner json = new JsonScanner();
    try {
      json.reset(body, 0, body.length);
      if (json.beginObject()) {
        for (boolean first = true; json.nextField(first); first = false) {
          if (json.nameIs(EMBEDDINGS) && json.beginArray()) {
            empty = true;
            for (boolean next = true; json.nextElement(next); next = false) {
              json.isContainer();
              int from = json.position();
              json.skip();
              if (vectors.size() <= EmbeddingEncoding.MAX_VECTORS) {
                vectors.add(new int[] {from, json.position()});
              }
            }
          } else if (json.nameIs(MODEL) && json.isString()) {
            model = json.string();
          } else if (json.nameIs(COUNT)) {
            tokens = json.wholeNumber();
          } else if (json.nameIs(ERROR) && json.isString()) {
            error = json.string();
          } else {
            json.skip();
          }
        }
      }
    } catch (MalformedJsonException e) {
      empty = false;
      vectors.clear();
    }
    if (vectors.size() > EmbeddingEncoding.MAX_VECTORS) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return body;
    }
    if (vectors.isEmpty()) {
      GatewayError none = empty ? errors.emptyInput() : errors.noAnswer();
      out.accept(new ChatEvent.Failed(error == null ? none : errors.inBand(error)));
      return body;
    }
    byte[] written;
    try {
      written = write(body, vectors, model, tokens, EmbeddingEncoding.isBase64(request.body()));
    } catch (NumberFormatException e) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return body;
    }
    out.accept(new ChatEvent.Started(model));
    out.accept(new ChatEvent.UsageReported(new Usage(tokens, 0)));
    out.accept(ChatEvent.Completed.INSTANCE);
    return written;
  }

  private static byte[] write(
      byte[] body, List<int[]> vectors, String model, long tokens, boolean base64) {
    ByteBuilder out = new ByteBuilder(body.length + 256);
    out.append("{\"object\":\"list\",\"data\":[");
    for (int i = 0; i < vectors.size(); i++) {
      int[] place = vectors.get(i);
      out.append(i == 0 ? "" : ",").append("{\"object\":\"embedding\",\"index\":");
      out.append(Integer.toString(i)).append(",\"embedding\":");
      if (base64) {
        EmbeddingEncoding.append(out, body, place[0], place[1]);
      } else {
        out.append(body, place[0], place[1]);
      }
      out.append('}');
    }
    out.append("],\"model\":").appendJson(model).append(",\"usage\":{\"prompt_tokens\":");
    out.append(Long.toString(tokens)).append(",\"total_tokens\":").append(Long.toString(tokens));
    return out.append("}}").take();
  }
}
