package dev.modelrouter.provider;

import dev.modelrouter.wire.ByteAccumulator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The arguments of a tool call for dialects that want them as a JSON object and not as text. The
 * text is a model's own writing, so it may be anything: nothing becomes the empty object, and what
 * is not an object is wrapped as {@code {"_raw":"…"}}, since it is part of the past and the caller
 * cannot mend it.
 */
public final class ToolArguments {
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

  private ToolArguments() {}

  /** Appends the arguments as an object, every digit as it was written. */
  public static void appendObject(ByteAccumulator out, String arguments) {
    if (arguments.isBlank()) {
      out.append("{}");
    } else if (isObject(arguments)) {
      out.append(arguments);
    } else {
      out.append("{\"_raw\":").appendJson(arguments).append('}');
    }
  }

  /** Whether a text is one JSON object and nothing else. */
  public static boolean isObject(String text) {
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
