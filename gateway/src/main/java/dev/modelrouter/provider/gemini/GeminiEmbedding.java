package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.OutboundRequest;

/**
 * Requests for embeddings through {@code POST /v1beta/models/{model}:embedContent} and {@code
 * :batchEmbedContents}: Gemini's own as bytes, OpenAI's translated.
 */
final class GeminiEmbedding {
  /** Most texts, and names of models, in one request: each is written at greater length. */
  private static final int MAX_TEXTS = 2_048;

  private static final String SINGLE = "embedContent";
  private static final String BATCH = "batchEmbedContents";
  private static final byte[] REQUESTS = "requests".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] INPUT = "input".getBytes(US_ASCII);
  private static final byte[] DIMENSIONS = "dimensions".getBytes(US_ASCII);

  private GeminiEmbedding() {}

  /** The request for this model, without {@code models/} before its name. */
  static OutboundRequest splice(PassthroughRequest request, String model) {
    return request.wireFormat() == WireFormat.GEMINI
        ? renamed(request, model)
        : translated(request, model);
  }

  /** The caller's bytes; each model named in them is Gemini's name, since it must be the path's. */
  private static OutboundRequest renamed(PassthroughRequest request, String model) {
    BodyEdits edits = new BodyEdits(request.body().bytes());
    String name = "models/" + model;
    JsonScanner json = new JsonScanner();
    json.reset(edits.bytes(), 0, edits.bytes().length);
    json.beginObject();
    boolean batch = false;
    int renamed = 0;
    for (boolean first = true; json.nextField(first); first = false) {
      boolean requests = json.nameIs(REQUESTS);
      batch |= requests;
      if (!requests) {
        renamed = rename(json, edits, name, renamed);
      } else if (json.beginArray()) {
        for (boolean next = true; json.nextElement(next); next = false) {
          renamed = renameInside(json, edits, name, renamed);
        }
      } else {
        renamed = renameInside(json, edits, name, renamed);
      }
    }
    return new OutboundRequest(GeminiModelPaths.path(model, batch ? BATCH : SINGLE), edits.write());
  }

  private static int renameInside(JsonScanner json, BodyEdits edits, String name, int before) {
    if (!json.beginObject()) {
      json.skip();
      return before;
    }
    int renamed = before;
    for (boolean first = true; json.nextField(first); first = false) {
      renamed = rename(json, edits, name, renamed);
    }
    return renamed;
  }

  /** Goes over a field; says how many names of models there were with it. */
  private static int rename(JsonScanner json, BodyEdits edits, String name, int before) {
    boolean model = json.nameIs(MODEL) && json.isString();
    int from = json.position();
    json.skip();
    if (!model) {
      return before;
    }
    if (before == MAX_TEXTS) {
      throw tooMany("requests");
    }
    edits.replaceString(from, json.position(), name);
    return before + 1;
  }

  /**
   * OpenAI's request as one of several embeddings.
   *
   * @throws UntranslatableRequestException for input that is not text, or empty
   */
  private static OutboundRequest translated(PassthroughRequest request, String model) {
    byte[] bytes = request.body().bytes();
    JsonScanner json = new JsonScanner();
    String dimensions = dimensions(json, bytes);
    ByteBuilder out = new ByteBuilder(bytes.length * 2 + 64).append("{\"requests\":");
    json.reset(bytes, 0, bytes.length);
    json.beginObject();
    boolean input = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (!json.nameIs(INPUT)) {
        json.skip();
        continue;
      }
      input = true;
      if (json.isString()) {
        text(json, bytes, out.append('['), model, dimensions);
      } else {
        texts(json, bytes, out, model, dimensions);
      }
      out.append(']');
    }
    if (!input) {
      throw new UntranslatableRequestException("input", "'input' is missing.");
    }
    return new OutboundRequest(GeminiModelPaths.path(model, BATCH), out.append('}').take());
  }

  private static String dimensions(JsonScanner json, byte[] bytes) {
    String dimensions = "";
    json.reset(bytes, 0, bytes.length);
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      boolean size = json.nameIs(DIMENSIONS) && json.isNumber();
      int from = json.position();
      json.skip();
      if (size) {
        dimensions =
            ",\"outputDimensionality\":"
                + new String(bytes, from, json.position() - from, US_ASCII);
      }
    }
    return dimensions;
  }

  private static void texts(
      JsonScanner json, byte[] bytes, ByteBuilder out, String model, String dimensions) {
    if (!json.beginArray()) {
      throw notText();
    }
    boolean first = true;
    for (int count = 0; json.nextElement(first); first = false, count++) {
      if (!json.isString()) {
        throw notText();
      }
      if (count == MAX_TEXTS) {
        throw tooMany("input");
      }
      text(json, bytes, out.append(first ? '[' : ','), model, dimensions);
    }
    if (first) {
      throw empty();
    }
  }

  private static void text(
      JsonScanner json, byte[] bytes, ByteBuilder out, String model, String dimensions) {
    int from = json.position();
    json.skip();
    if (json.position() - from == 2) {
      throw empty();
    }
    out.append("{\"model\":").appendJson("models/" + model);
    out.append(",\"content\":{\"parts\":[{\"text\":").append(bytes, from, json.position());
    out.append("}]}").append(dimensions).append('}');
  }

  private static UntranslatableRequestException tooMany(String field) {
    return new UntranslatableRequestException(
        field, "'" + field + "' must have at most " + MAX_TEXTS + " elements; send several.");
  }

  private static UntranslatableRequestException empty() {
    return new UntranslatableRequestException(
        "input", "'input' must not be empty and have no empty text.");
  }

  private static UntranslatableRequestException notText() {
    return new UntranslatableRequestException(
        "input", "Gemini embeds text only: send 'input' as a string or a list of strings.");
  }
}
