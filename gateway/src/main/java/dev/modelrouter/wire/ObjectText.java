package dev.modelrouter.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Text that ought to be one JSON object, since a model or a tool wrote it, and may be anything. */
public final class ObjectText {
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

  private ObjectText() {}

  /**
   * Appends it as an object, every digit as it was written: nothing becomes the empty object, and
   * what is not an object is wrapped as {@code {"_raw":"…"}}.
   */
  public static void append(ByteAccumulator out, String text) {
    if (text.isBlank()) {
      out.append("{}");
    } else if (is(text)) {
      out.append(text);
    } else {
      out.append("{\"_raw\":").appendJson(text).append('}');
    }
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
