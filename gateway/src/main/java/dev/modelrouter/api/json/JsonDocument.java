package dev.modelrouter.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.UntranslatableRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a JSON document (RFC 8259, strictly) into {@link JsonValue}s. Nesting is limited to 500
 * levels; the length of the body is the edge's concern.
 */
public final class JsonDocument {
  private static final String BODY = "body";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // A table of names shared by all bodies would be the callers' to fill.
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final String document;
  private final JsonParser parser;

  private JsonDocument(String document, JsonParser parser) {
    this.document = document;
    this.parser = parser;
  }

  /**
   * Reads the object that a body is.
   *
   * @throws UntranslatableRequestException if it is not one
   */
  public static LocatedJson read(byte[] utf8) {
    String document = decode(utf8);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new UntranslatableRequestException(BODY, "The body must be a JSON object");
      }
      JsonValue value = new JsonDocument(document, parser).value(first);
      if (parser.nextToken() != null) {
        throw new UntranslatableRequestException(
            BODY, "Something follows the JSON object in the body");
      }
      return new LocatedJson("", value);
    } catch (JacksonException e) {
      throw new UntranslatableRequestException(
          BODY, "The body is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static String decode(byte[] utf8) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return !text.isEmpty() && text.charAt(0) == '\uFEFF' ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UntranslatableRequestException(BODY, "The body is not valid UTF-8");
    }
  }

  private JsonValue value(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> fields();
      case START_ARRAY -> items();
      case VALUE_STRING -> new JsonValue.Text(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getString());
      case VALUE_TRUE -> new JsonValue.Bool(true);
      case VALUE_FALSE -> new JsonValue.Bool(false);
      case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, END_OBJECT, END_ARRAY ->
          JsonValue.Null.INSTANCE;
    };
  }

  private JsonValue.JsonArray items() {
    List<JsonValue> values = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      values.add(value(next));
    }
    return new JsonValue.JsonArray(values);
  }

  private JsonValue.JsonObject fields() {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    String repeated = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (fields.put(name, value(parser.nextToken())) != null) {
        repeated = name;
      }
    }
    int to = (int) parser.currentLocation().getCharOffset();
    return new JsonValue.JsonObject(document, from, to, fields, repeated);
  }
}
