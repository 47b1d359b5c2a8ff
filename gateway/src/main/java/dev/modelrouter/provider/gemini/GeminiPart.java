package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.CompactJson;
import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * One part of what Gemini says: text, a thought or a call.
 *
 * @param text its text, or null
 * @param thought whether the text is a summary of what was thought
 * @param signature its {@code thoughtSignature}, or null
 * @param call the function to be called, or null
 * @param unknown the name of a field that says something there is no word for, or null
 */
record GeminiPart(
    @Nullable String text,
    boolean thought,
    @Nullable String signature,
    @Nullable Call call,
    @Nullable String unknown) {
  private static final byte[] TEXT = "text".getBytes(US_ASCII);
  private static final byte[] THOUGHT = "thought".getBytes(US_ASCII);
  private static final byte[] SIGNATURE = "thoughtSignature".getBytes(US_ASCII);
  private static final byte[] CALL = "functionCall".getBytes(US_ASCII);
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] NAME = "name".getBytes(US_ASCII);
  private static final byte[] ARGS = "args".getBytes(US_ASCII);

  /**
   * A function to be called.
   *
   * @param id names the call, or null
   * @param name the function
   * @param args a JSON object, compact, every digit as it was written
   */
  record Call(@Nullable String id, String name, String args) {}

  /** Reads the object whose beginning has been read. */
  static GeminiPart read(JsonScanner json, byte[] bytes) {
    String text = null;
    boolean thought = false;
    String signature = null;
    Call call = null;
    String unknown = null;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TEXT) && json.isString()) {
        text = json.string();
      } else if (json.nameIs(THOUGHT)) {
        thought = json.isTrue();
        json.skip();
      } else if (json.nameIs(SIGNATURE) && json.isString()) {
        signature = json.string();
      } else if (json.nameIs(CALL) && json.beginObject()) {
        call = call(json, bytes);
      } else {
        unknown = json.isContainer() ? json.name() : unknown;
        json.skip();
      }
    }
    return new GeminiPart(text, thought, signature, call, unknown);
  }

  private static Call call(JsonScanner json, byte[] bytes) {
    String id = null;
    String name = "";
    String args = "{}";
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(ID) && json.isString()) {
        id = json.string();
      } else if (json.nameIs(NAME) && json.isString()) {
        name = json.string();
      } else if (json.nameIs(ARGS) && json.isContainer()) {
        int from = json.position();
        json.skip();
        args = CompactJson.of(bytes, from, json.position());
      } else {
        json.skip();
      }
    }
    return new Call(id == null || id.isEmpty() ? null : id, name, args);
  }
}
