package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway itself must know of a body, found in one walk over its bytes: the model, and
 * where its name stands.
 *
 * @param model as the caller wrote it, or null
 * @param stream whether the answer is wanted piece by piece
 * @param fields the body
 */
record MessagesEnvelope(@Nullable String model, boolean stream, RewritableFields fields) {
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] STREAM = "stream".getBytes(US_ASCII);
  private static final int LONGEST_MODEL = 512;

  /**
   * Reads one.
   *
   * @throws UntranslatableRequestException if it is no JSON object, or one of the two fields is
   *     wrong or there twice
   */
  static MessagesEnvelope read(byte[] body) {
    try {
      return walk(body);
    } catch (MalformedJsonException e) {
      throw new UntranslatableRequestException("", "The body is not valid JSON: " + e.what() + ".");
    }
  }

  private static MessagesEnvelope walk(byte[] body) {
    JsonScanner json = JsonScanner.strict();
    json.reset(body, 0, body.length);
    if (!json.beginObject()) {
      throw new UntranslatableRequestException("", "The body must be a JSON object.");
    }
    int open = json.position();
    int from = -1;
    int to = -1;
    String model = null;
    Boolean stream = null;
    boolean first = true;
    for (; json.nextField(first); first = false) {
      boolean escaped = json.nameHasEscapes();
      if (json.nameIs(MODEL) || (escaped && json.decodedName().equals("model"))) {
        if (from >= 0) {
          throw twice("model");
        }
        if (!json.isString()) {
          throw new UntranslatableRequestException("model", "model must be a string");
        }
        from = json.position();
        model = json.string();
        to = json.position();
        if (to - from > LONGEST_MODEL) {
          throw new UntranslatableRequestException(
              "model", "model must not be longer than " + LONGEST_MODEL + " bytes");
        }
      } else if (json.nameIs(STREAM) || (escaped && json.decodedName().equals("stream"))) {
        if (stream != null) {
          throw twice("stream");
        }
        stream = json.isTrue();
        if (!stream && !json.isFalse() && !json.isNull()) {
          throw new UntranslatableRequestException("stream", "stream must be true or false");
        }
        json.skip();
      } else {
        json.skip();
      }
    }
    json.finish();
    return new MessagesEnvelope(
        model,
        Boolean.TRUE.equals(stream),
        new RewritableFields(body, open, first, from, to, -1, -1, -1, -1, -1, -1));
  }

  private static UntranslatableRequestException twice(String name) {
    return new UntranslatableRequestException(name, name + " is given twice; give it once");
  }
}
