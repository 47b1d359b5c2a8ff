package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.wire.JsonScanner;

/**
 * The JSON of {@code :countTokens}: contents alone, or a whole request as {@code
 * generateContentRequest}, which names its model a second time.
 */
final class CountTokensRequestReader {
  private static final String REQUEST = "generateContentRequest";
  private static final byte[] CAMEL = REQUEST.getBytes(US_ASCII);
  private static final byte[] SNAKE = "generate_content_request".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);

  private CountTokensRequestReader() {}

  /**
   * What is to be counted.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException naming the first field that is not
   *     what the API says
   */
  static ChatRequest read(byte[] json, ModelId model) {
    LocatedJson body = JsonDocument.read(json);
    LocatedJson whole = ProtoJson.field(body, REQUEST);
    return GeminiRequestReader.read(whole.isNull() ? body : whole, model, false);
  }

  /** Where the model is named a second time; only for bytes that could be {@link #read}. */
  static RewritableFields fields(byte[] json) {
    JsonScanner scanner = new JsonScanner();
    scanner.reset(json, 0, json.length);
    scanner.beginObject();
    for (boolean first = true; scanner.nextField(first); first = false) {
      if ((scanner.nameIs(CAMEL) || scanner.nameIs(SNAKE)) && scanner.beginObject()) {
        return inside(json, scanner);
      }
      scanner.skip();
    }
    return RewritableFields.none(json);
  }

  private static RewritableFields inside(byte[] json, JsonScanner scanner) {
    int open = scanner.position();
    for (boolean first = true; scanner.nextField(first); first = false) {
      if (scanner.nameIs(MODEL) && scanner.isString()) {
        int from = scanner.position();
        scanner.skip();
        return new RewritableFields(
            json, open, false, from, scanner.position(), -1, -1, -1, -1, -1, -1);
      }
      scanner.skip();
    }
    return RewritableFields.none(json);
  }
}
