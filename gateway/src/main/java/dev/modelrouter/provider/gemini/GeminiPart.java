package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.CompactJson;
import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * One part of what Gemini says: text, a thought or a call.
 *
 * @param text its text, or null
 * @param reasoning whether the text is a summary of what was thought
 * @param signature its {@code thoughtSignature}, or null
 * @param functionCall the function to be called, or null
 * @param media what it made beside text, or null
 * @param unknown the name of a field that says something there is no word for, or null
 */
record GeminiPart(
    @Nullable String text,
    boolean reasoning,
    @Nullable String signature,
    @Nullable FunctionCall functionCall,
    @Nullable Media media,
    @Nullable String unknown) {
  private static final byte[] TEXT = "text".getBytes(US_ASCII);
  private static final byte[] REASONING = "thought".getBytes(US_ASCII);
  private static final byte[] SIGNATURE = "thoughtSignature".getBytes(US_ASCII);
  private static final byte[] CALL = "functionCall".getBytes(US_ASCII);
  private static final byte[] INLINE_DATA = "inlineData".getBytes(US_ASCII);
  private static final byte[] FILE_DATA = "fileData".getBytes(US_ASCII);
  private static final byte[] MIME_TYPE = "mimeType".getBytes(US_ASCII);
  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final byte[] FILE_URI = "fileUri".getBytes(US_ASCII);
  private static final String UNKNOWN_TYPE = "application/octet-stream";
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
  record FunctionCall(@Nullable String id, String name, String args) {}

  /** Reads the object whose beginning has been read. */
  static GeminiPart read(JsonScanner json, byte[] bytes) {
    String text = null;
    boolean thought = false;
    String signature = null;
    FunctionCall functionCall = null;
    Media media = null;
    String unknown = null;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TEXT) && json.isString()) {
        text = json.string();
      } else if (json.nameIs(REASONING)) {
        thought = json.isTrue();
        json.skip();
      } else if (json.nameIs(SIGNATURE) && json.isString()) {
        signature = json.string();
      } else if (json.nameIs(CALL) && json.beginObject()) {
        functionCall = call(json, bytes);
      } else if ((json.nameIs(INLINE_DATA) || json.nameIs(FILE_DATA)) && json.beginObject()) {
        media = media(json);
      } else {
        unknown = json.isContainer() ? json.name() : unknown;
        json.skip();
      }
    }
    return new GeminiPart(text, thought, signature, functionCall, media, unknown);
  }

  /** Null where it holds nothing. */
  private static @Nullable Media media(JsonScanner json) {
    String type = null;
    String data = null;
    String uri = null;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(MIME_TYPE) && json.isString()) {
        type = json.string();
      } else if (json.nameIs(DATA) && json.isString()) {
        data = json.string();
      } else if (json.nameIs(FILE_URI) && json.isString()) {
        uri = json.string();
      } else {
        json.skip();
      }
    }
    if (data != null && !data.isEmpty()) {
      return new Media.Inline(type == null ? UNKNOWN_TYPE : type, data);
    }
    return uri == null || uri.isEmpty() ? null : new Media.Remote(uri, type);
  }

  private static FunctionCall call(JsonScanner json, byte[] bytes) {
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
    return new FunctionCall(id == null || id.isEmpty() ? null : id, name, args);
  }
}
