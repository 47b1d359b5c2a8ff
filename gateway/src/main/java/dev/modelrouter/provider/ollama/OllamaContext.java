package dev.modelrouter.provider.ollama;

import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.wire.JsonScanner;

/**
 * Puts {@code options.num_ctx} into a request that passes as bytes, unless the caller chose it.
 * Without it a server cuts what is longer than its default from the prompt's beginning.
 */
final class OllamaContext {
  private OllamaContext() {}

  /**
   * Notes the change.
   *
   * @param open offset behind the body's opening brace
   * @param tokens most tokens of prompt and answer together
   */
  static void add(BodyEdits edits, int open, boolean empty, int tokens) {
    byte[] bytes = edits.bytes();
    JsonScanner json = new JsonScanner();
    json.reset(bytes, 0, bytes.length);
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      if (!json.name().equals("options")) {
        json.skip();
        continue;
      }
      boolean nothing = json.isNull();
      int from = json.position();
      if (json.beginObject()) {
        options(edits, json, tokens);
      } else {
        json.skip();
        if (nothing) {
          edits.replace(from, json.position(), "{" + field(tokens) + "}");
        }
      }
      return;
    }
    String options = "\"options\":{" + field(tokens) + "}";
    // Behind the model where that is put in too.
    edits.insert(open, empty ? "," + options : options + ",");
  }

  private static void options(BodyEdits edits, JsonScanner json, int tokens) {
    int inside = json.position();
    boolean chosen = false;
    boolean first = true;
    for (; json.nextField(first); first = false) {
      chosen |= json.name().equals("num_ctx");
      json.skip();
    }
    if (!chosen) {
      edits.insert(inside, field(tokens) + (first ? "" : ","));
    }
  }

  private static String field(int tokens) {
    return "\"num_ctx\":" + tokens;
  }
}
