package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.EmbeddingEncoding;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gemini's embeddings: bytes for Gemini's callers, OpenAI's form for others. */
final class GeminiEmbeddingAnswer {
  private static final byte[] EMBEDDINGS = "embeddings".getBytes(US_ASCII);
  private static final byte[] EMBEDDING = "embedding".getBytes(US_ASCII);
  private static final byte[] VALUES = "values".getBytes(US_ASCII);
  private static final byte[] USAGE = "usageMetadata".getBytes(US_ASCII);
  private static final byte[] PROMPT = "promptTokenCount".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  /** From the first byte of a value to behind its last. */
  private record Range(int from, int to) {}

  private final JsonScanner json = new JsonScanner();
  private final byte[] body;
  private final List<Range> vectors = new ArrayList<>();
  private @Nullable Range error;
  private long tokens;

  private GeminiEmbeddingAnswer(byte[] body) {
    this.body = body;
  }

  /**
   * Tells the usage of an answer with status 200, or that it is none.
   *
   * @param model the name for callers of OpenAI's form: the answer has none
   * @return what the caller gets
   */
  static byte[] pass(
      PassthroughRequest request,
      String model,
      byte[] body,
      GeminiErrorClassifier errors,
      Consumer<? super ChatEvent> out) {
    GeminiEmbeddingAnswer answer = new GeminiEmbeddingAnswer(body);
    byte[] passed = body;
    try {
      answer.read();
      if (request.wireFormat() == WireFormat.OPENAI && answer.error == null && !answer.tooMany()) {
        passed = answer.write(model, EmbeddingEncoding.isBase64(request.body()));
      }
    } catch (MalformedJsonException | NumberFormatException e) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return body;
    }
    Range error = answer.error;
    if (error != null) {
      out.accept(new ChatEvent.Failed(errors.inBand(body, error.from(), error.to())));
    } else if (answer.vectors.isEmpty() || answer.tooMany()) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
    } else {
      if (answer.tokens > 0) {
        out.accept(new ChatEvent.UsageReported(new Usage(answer.tokens, 0)));
      }
      out.accept(ChatEvent.Completed.INSTANCE);
    }
    return passed;
  }

  private boolean tooMany() {
    return vectors.size() > EmbeddingEncoding.MAX_VECTORS;
  }

  private void read() {
    json.reset(body, 0, body.length);
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(EMBEDDINGS) && json.beginArray()) {
        for (boolean next = true; json.nextElement(next); next = false) {
          embedding();
        }
      } else if (json.nameIs(EMBEDDING)) {
        embedding();
      } else if (json.nameIs(USAGE) && json.beginObject()) {
        for (boolean next = true; json.nextField(next); next = false) {
          if (json.nameIs(PROMPT)) {
            tokens = json.wholeNumber();
          } else {
            json.skip();
          }
        }
      } else {
        boolean failed = json.nameIs(ERROR) && json.isContainer();
        int from = json.position();
        json.skip();
        error = failed ? new Range(from, json.position()) : error;
      }
    }
    json.finish();
  }

  private void embedding() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      boolean values = json.nameIs(VALUES) && json.isContainer();
      int from = json.position();
      json.skip();
      if (values && !tooMany()) {
        vectors.add(new Range(from, json.position()));
      }
    }
  }

  private byte[] write(String model, boolean base64) {
    ByteBuilder out = new ByteBuilder(body.length + 256);
    out.append("{\"object\":\"list\",\"data\":[");
    for (int i = 0; i < vectors.size(); i++) {
      Range vector = vectors.get(i);
      out.append(i == 0 ? "" : ",").append("{\"object\":\"embedding\",\"index\":");
      out.append(Integer.toString(i)).append(",\"embedding\":");
      if (base64) {
        EmbeddingEncoding.append(out, body, vector.from(), vector.to());
      } else {
        out.append(body, vector.from(), vector.to());
      }
      out.append('}');
    }
    String count = Long.toString(tokens);
    out.append("],\"model\":").appendJson(model);
    out.append(",\"usage\":{\"prompt_tokens\":").append(count);
    return out.append(",\"total_tokens\":").append(count).append("}}").take();
  }
}
