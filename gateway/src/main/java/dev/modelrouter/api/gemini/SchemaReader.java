package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Locale;
import java.util.Set;

/**
 * Makes JSON Schema of Gemini's own {@code Schema}, a subset of OpenAPI's with types in upper case,
 * {@code nullable}, {@code example} and numbers that may be strings. Everything else has the same
 * meaning in both and stays as it was written.
 */
final class SchemaReader {
  private static final int EXTRA_CAPACITY = 512;
  private static final Set<String> COUNTS =
      Set.of(
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "minProperties",
          "maxProperties",
          "minimum",
          "maximum");

  private final ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
  private final Set<String> untranslatable;

  private SchemaReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  /**
   * The same as JSON Schema.
   *
   * @param untranslatable takes the names of what has no equal there
   */
  static String read(LocatedJson schema, Set<String> untranslatable) {
    SchemaReader reader = new SchemaReader(untranslatable);
    reader.schema(schema);
    return new String(reader.out.take(), UTF_8);
  }

  private void schema(LocatedJson schema) {
    boolean nullable = Boolean.TRUE.equals(schema.field("nullable").optionalTruth());
    char before = '{';
    for (String name : schema.names()) {
      LocatedJson value = schema.field(name);
      String camel = ProtoJson.camel(name);
      if (value.isNull() || camel.equals("nullable") || isUnspecified(camel, value)) {
        continue;
      }
      out.append(before).appendJson(camel.equals("example") ? "examples" : camel).append(':');
      field(camel, value, nullable);
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private boolean isUnspecified(String name, LocatedJson value) {
    if (name.equals("propertyOrdering")) {
      untranslatable.add(name);
      return true;
    }
    return name.equals("type") && value.isText() && value.text().equals("TYPE_UNSPECIFIED");
  }

  private void field(String name, LocatedJson value, boolean nullable) {
    switch (name) {
      case "type" -> type(value, nullable);
      case "items" -> schema(value);
      case "additionalProperties" -> {
        if (value.isObject()) {
          schema(value);
        } else {
          append(value.value());
        }
      }
      case "properties" -> properties(value);
      case "anyOf" -> all(value, nullable);
      case "enum" -> enumValues(value, nullable);
      case "example" -> {
        out.append('[');
        append(value.value());
        out.append(']');
      }
      default -> append(COUNTS.contains(name) ? ProtoJson.number(value.value()) : value.value());
    }
  }

  private void type(LocatedJson type, boolean nullable) {
    String word = type.text().toLowerCase(Locale.ROOT);
    if (nullable) {
      out.append('[').appendJson(word).append(",\"null\"]");
    } else {
      out.appendJson(word);
    }
  }

  private void properties(LocatedJson properties) {
    char before = '{';
    for (String name : properties.names()) {
      out.append(before).appendJson(name).append(':');
      schema(properties.field(name));
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private void all(LocatedJson schemas, boolean nullable) {
    char before = '[';
    for (LocatedJson one : schemas.elements()) {
      out.append(before);
      schema(one);
      before = ',';
    }
    if (nullable) {
      out.append(before).append("{\"type\":\"null\"}");
      before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
  }

  /** A null that is allowed must be among the values too. */
  private void enumValues(LocatedJson values, boolean nullable) {
    char before = '[';
    for (LocatedJson one : values.elements()) {
      out.append(before);
      append(one.value());
      before = ',';
    }
    if (nullable) {
      out.append(before).append("null");
    }
    out.append(']');
  }

  private void append(JsonValue value) {
    switch (value) {
      case JsonValue.Null ignored -> out.append("null");
      case JsonValue.Bool bool -> out.append(bool.value() ? "true" : "false");
      case JsonValue.Num num -> out.append(num.literal());
      case JsonValue.Text text -> out.appendJson(text.value());
      case JsonValue.JsonObject jsonObject -> out.append(jsonObject.raw());
      case JsonValue.JsonArray jsonArray -> {
        out.append('[');
        for (int i = 0; i < jsonArray.values().size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          append(jsonArray.values().get(i));
        }
        out.append(']');
      }
    }
  }
}
