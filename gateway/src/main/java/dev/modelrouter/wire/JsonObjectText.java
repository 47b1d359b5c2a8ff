package dev.modelrouter.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Text that ought to be one JSON object, since a model or a tool wrote it, and may be anything. */
public final class JsonObjectText {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonObjectText() {}

  /**
   * Appends it as an object in one line, every digit as it was written: nothing becomes the empty
   * object, and what is not an object is wrapped as {@code {"_raw":"…"}}.
   */
  public static void append(ByteBuilder out, String text) {
    if (text.isBlank()) {
      out.append("{}");
    } else if (is(text)) {
      object(out, text);
    } else {
      out.append("{\"_raw\":").appendJson(text).append('}');
    }
  }

  /** Models write JSON in lines, which would end a line or an event of the stream it stands in. */
  private static void object(ByteBuilder out, String json) {
    if (json.indexOf('\n') < 0 && json.indexOf('\r') < 0 && !JsonText.hasLineBreak(json)) {
      out.append(json);
      return;
    }
    byte[] utf8 = JsonText.utf8(CompactJson.of(json));
    int from = 0;
    for (int at = 0; at < utf8.length; at++) {
      String escape = JsonText.lineBreak(utf8, at, utf8.length);
      if (escape != null) {
        out.append(utf8, from, at).append(escape);
        at += JsonText.lineBreakBytes(escape) - 1;
        from = at + 1;
      }
    }
    out.append(utf8, from, utf8.length);
  }

  /** Whether it is one JSON object and nothing else. */
  public static boolean is(String text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }
}
