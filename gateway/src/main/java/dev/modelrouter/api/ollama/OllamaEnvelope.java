package dev.modelrouter.api.ollama;

import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.Set;

/**
 * What must be known of a body in Ollama's dialect before anything else: by whom it is to be
 * answered and how, and whether anything is asked at all. Found in one walk over the bytes, which
 * checks that they are JSON and makes no values of the rest.
 *
 * @param model the name of the model without the tag that says nothing; empty where there is none
 * @param stream whether the answer is wanted piece by piece, which is so unless the caller says no
 * @param asks whether there is a message or a prompt; without one it is only said that the model is
 *     to be at hand, or need no longer be
 * @param fields the body, and where the model stands in it
 */
public record OllamaEnvelope(String model, boolean stream, boolean asks, RewritableFields fields) {
  private static final int LONGEST_MODEL = 512;

  /**
   * Reads one.
   *
   * @param asking the fields in one of which something is asked
   * @param body UTF-8, not changed afterwards
   * @throws UntranslatableRequestException if it is not JSON, or one of the two fields is wrong or
   *     there twice: the gateway and the provider could then read the same request in two ways
   */
  public static OllamaEnvelope read(Set<String> asking, byte[] body) {
    try {
      return new Parser(asking, body).head();
    } catch (MalformedJsonException e) {
      throw new UntranslatableRequestException("", "The body is not valid JSON: " + e.what() + ".");
    }
  }

  private static final class Parser {
    private final JsonScanner json = JsonScanner.strict();
    private final Set<String> asking;
    private final byte[] body;
    private boolean asks;
    private String model = "";
    private int modelFrom = -1;
    private int modelTo = -1;
    private boolean streamSeen;
    private boolean stream = true;

    Parser(Set<String> asking, byte[] body) {
      this.asking = asking;
      this.body = body;
    }

    OllamaEnvelope head() {
      json.reset(body, 0, body.length);
      if (!json.beginObject()) {
        throw new UntranslatableRequestException("", "The body must be a JSON object.");
      }
      int open = json.position();
      boolean first = true;
      for (; json.nextField(first); first = false) {
        String name = json.nameHasEscapes() ? json.decodedName() : json.name();
        if (name.equals("model")) {
          model();
        } else if (name.equals("stream")) {
          stream();
        } else if (asking.contains(name)) {
          asks |= isSomething();
        } else {
          json.skip();
        }
      }
      json.finish();
      return new OllamaEnvelope(
          OllamaModelNames.canonical(model),
          stream,
          asks,
          new RewritableFields(body, open, first, modelFrom, modelTo, -1, -1, -1, -1, -1, -1));
    }

    /** Goes over a value; what is no list and no text is something too, for others to refuse. */
    private boolean isSomething() {
      if (json.beginArray()) {
        boolean first = true;
        for (; json.nextElement(first); first = false) {
          json.skip();
        }
        return !first;
      }
      boolean nothing = json.isNull();
      int from = json.position();
      json.skip();
      return !nothing && (body[from] != '"' || json.position() - from > 2);
    }

    private void model() {
      once(modelFrom < 0, "model");
      boolean string = json.isString();
      modelFrom = json.position();
      if (string) {
        model = json.string();
      } else if (json.isNull()) {
        json.skip();
      } else {
        throw new UntranslatableRequestException("model", "'model' must be a string.");
      }
      modelTo = json.position();
      if (modelTo - modelFrom > LONGEST_MODEL) {
        throw new UntranslatableRequestException(
            "model", "'model' must not be longer than " + LONGEST_MODEL + " bytes.");
      }
    }

    private void stream() {
      once(!streamSeen, "stream");
      streamSeen = true;
      if (!json.isTrue() && !json.isFalse() && !json.isNull()) {
        throw new UntranslatableRequestException("stream", "'stream' must be true or false.");
      }
      stream = !json.isFalse();
      json.skip();
    }

    private static void once(boolean isFirst, String name) {
      if (!isFirst) {
        throw new UntranslatableRequestException(
            name, "'" + name + "' is there twice; send it once.");
      }
    }
  }
}
