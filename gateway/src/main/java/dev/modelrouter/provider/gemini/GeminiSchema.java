package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;

/**
 * Writes the schema of a tool's arguments as {@code parametersJsonSchema}, which takes plain JSON
 * Schema: every digit stays. Two things are mended: a schema must be an object's, and a tool
 * without arguments has none, since an object without properties is refused by some models.
 */
final class GeminiSchema {
  private boolean typed;
  private boolean noProperties;
  private boolean open;
  private boolean empty = true;

  private GeminiSchema(String schema) {
    byte[] bytes = schema.getBytes(UTF_8);
    JsonScanner json = new JsonScanner();
    json.reset(bytes, 0, bytes.length);
    if (!json.beginObject()) {
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      empty = false;
      field(json);
    }
  }

  private void field(JsonScanner json) {
    switch (json.name()) {
      case "type" -> typed = true;
      case "additionalProperties" -> open = !json.isFalse();
      case "properties" -> {
        if (json.beginObject()) {
          noProperties = true;
          for (boolean first = true; json.nextField(first); first = false) {
            noProperties = false;
            json.skip();
          }
          return;
        }
      }
      default -> {}
    }
    json.skip();
  }

  /** Appends the field with its comma, or nothing. */
  static void append(ByteBuilder out, String schema) {
    GeminiSchema read = new GeminiSchema(schema);
    if (read.empty || (read.noProperties && !read.open)) {
      return;
    }
    out.append(",\"parametersJsonSchema\":");
    if (read.typed) {
      out.append(schema);
    } else {
      int brace = schema.indexOf('{') + 1;
      out.append("{\"type\":\"object\",").append(schema, brace, schema.length());
    }
  }
}
