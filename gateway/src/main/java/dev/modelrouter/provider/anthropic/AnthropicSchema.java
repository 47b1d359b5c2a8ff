package dev.modelrouter.provider.anthropic;

import dev.modelrouter.wire.JsonTree;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fits JSON schemas to what Anthropic accepts.
 *
 * <p>For structured output every object must have {@code additionalProperties: false}, and only
 * some keywords are accepted; the others go into the description, as Anthropic's own SDKs do. The
 * schema of a tool must be of an object and have no {@code anyOf}, {@code oneOf} or {@code allOf}
 * at its root: the alternatives are folded into one object with the properties of all.
 */
final class AnthropicSchema {
  private static final String CLOSED = "additionalProperties";
  private static final String PROPERTIES = "properties";
  private static final String REQUIRED = "required";
  private static final String TYPE = "type";
  private static final String DESCRIPTION = "description";

  /** Keywords that the root of a tool's schema must not have. */
  static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf", "allOf");

  /** What structured output accepts beside the names of definitions. */
  private static final Set<String> ACCEPTED =
      Set.of(
          "$ref",
          "$defs",
          "definitions",
          "type",
          "properties",
          "required",
          "items",
          "anyOf",
          "allOf",
          "enum",
          "const",
          "title",
          "description",
          "default",
          "additionalProperties",
          "format",
          "minItems",
          "$schema",
          "$id");

  /** What it is known to refuse. */
  private static final Set<String> REFUSED =
      Set.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "maxItems",
          "minItems",
          "uniqueItems",
          "not",
          "if",
          "patternProperties");

  private static final Set<String> FORMATS =
      Set.of(
          "date-time",
          "time",
          "date",
          "duration",
          "email",
          "hostname",
          "uri",
          "ipv4",
          "ipv6",
          "uuid");

  private boolean opened;
  private boolean refused;

  private AnthropicSchema() {}

  /**
   * A schema for structured output.
   *
   * @param text as Anthropic takes it
   * @param loss whether objects could have had more properties, which is no longer so
   * @param refused whether Anthropic is known to refuse the schema as it was
   */
  record Output(String text, boolean loss, boolean refused) {}

  /** The schema of an answer's format. */
  static Output output(String schema) {
    try {
      JsonTree tree = JsonTree.read(schema);
      AnthropicSchema fitting = new AnthropicSchema();
      fitting.close(tree);
      return new Output(tree.text(), fitting.opened, fitting.refused);
    } catch (MalformedJsonException e) {
      // Anthropic says what is wrong with it.
      return new Output(schema, false, false);
    }
  }

  /** A schema, or what stands in its place. */
  private void close(JsonTree tree) {
    if (!(tree instanceof JsonTree.JsonObject schema)) {
      return;
    }
    Map<String, JsonTree> fields = schema.fields();
    JsonTree oneOf = fields.remove("oneOf");
    if (oneOf != null) {
      fields.putIfAbsent("anyOf", oneOf);
      refused = true;
    }
    moveToDescription(fields);
    if (JsonTree.isString(fields.get(TYPE), "object")
        || (fields.containsKey(PROPERTIES) && !fields.containsKey(TYPE))) {
      fields.putIfAbsent(TYPE, JsonTree.string("object"));
      JsonTree open = fields.put(CLOSED, new JsonTree.Scalar("false"));
      boolean closed = new JsonTree.Scalar("false").equals(open);
      opened |= open != null && !closed;
      refused |= !closed;
    }
    for (String name : List.of(PROPERTIES, "$defs", "definitions")) {
      if (fields.get(name) instanceof JsonTree.JsonObject named) {
        named.fields().values().forEach(this::close);
      }
    }
    for (String name : List.of("anyOf", "allOf")) {
      if (fields.get(name) instanceof JsonTree.Array all) {
        all.values().forEach(this::close);
      }
    }
    JsonTree items = fields.get("items");
    if (items != null) {
      close(items);
    }
  }

  private void moveToDescription(Map<String, JsonTree> fields) {
    StringBuilder moved = new StringBuilder();
    for (String name : List.copyOf(fields.keySet())) {
      JsonTree value = fields.get(name);
      if (value != null && !isAccepted(name, value)) {
        fields.remove(name);
        refused |= REFUSED.contains(name);
        moved.append(moved.isEmpty() ? "{" : ", ").append(name).append(": ").append(value.text());
      }
    }
    if (!moved.isEmpty()) {
      String words = text(fields.get(DESCRIPTION));
      moved.append('}');
      fields.put(
          DESCRIPTION, JsonTree.string(words == null ? moved.toString() : words + "\n\n" + moved));
    }
  }

  private static boolean isAccepted(String name, JsonTree value) {
    return switch (name) {
      case "format" -> FORMATS.contains(String.valueOf(text(value)));
      case "minItems" -> value.text().equals("0") || value.text().equals("1");
      default -> ACCEPTED.contains(name);
    };
  }

  /** A string's value. */
  private static @Nullable String text(@Nullable JsonTree tree) {
    return tree instanceof JsonTree.Scalar scalar ? JsonTree.stringValue(scalar) : null;
  }

  /** The schema of a tool's parameters; the text itself where nothing is to be changed. */
  static String parameters(String schema) {
    try {
      return JsonTree.read(schema) instanceof JsonTree.JsonObject root
          ? folded(schema, root)
          : schema;
    } catch (MalformedJsonException e) {
      // Not JSON that a reader here let through; Anthropic will say what is wrong with it.
      return schema;
    }
  }

  private static String folded(String schema, JsonTree.JsonObject root) {
    boolean typed = JsonTree.isString(root.get(TYPE), "object");
    boolean alternatives = ALTERNATIVES.stream().anyMatch(root.fields()::containsKey);
    if (typed && !alternatives) {
      return schema;
    }
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    fields.put(TYPE, JsonTree.string("object"));
    root.fields()
        .forEach(
            (name, value) -> {
              if (!name.equals(TYPE)) {
                fields.put(name, value);
              }
            });
    for (String name : ALTERNATIVES) {
      if (fields.remove(name) instanceof JsonTree.Array all) {
        fold(root, all, name.equals("allOf"), fields);
      }
    }
    return new JsonTree.JsonObject(fields).text();
  }

  /** Adds the properties of all alternatives; required is what each of them, or any, requires. */
  private static void fold(
      JsonTree.JsonObject root, JsonTree.Array all, boolean every, Map<String, JsonTree> fields) {
    Map<String, JsonTree> properties = new LinkedHashMap<>();
    if (fields.get(PROPERTIES) instanceof JsonTree.JsonObject own) {
      properties.putAll(own.fields());
    }
    List<JsonTree> required = new ArrayList<>(required(fields));
    List<JsonTree> shared = null;
    for (JsonTree one : all.values()) {
      JsonTree.JsonObject option = resolved(root, one);
      if (option == null) {
        shared = new ArrayList<>();
        continue;
      }
      if (option.get(PROPERTIES) instanceof JsonTree.JsonObject more) {
        more.fields()
            .forEach((name, value) -> properties.merge(name, value, AnthropicSchema::either));
      }
      List<JsonTree> names = required(option.fields());
      if (every) {
        required.addAll(names);
      } else if (shared == null) {
        shared = new ArrayList<>(names);
      } else {
        shared.retainAll(names);
      }
    }
    if (shared != null) {
      required.addAll(shared);
    }
    fields.put(PROPERTIES, new JsonTree.JsonObject(properties));
    List<JsonTree> names = required.stream().distinct().toList();
    if (!names.isEmpty()) {
      fields.put(REQUIRED, new JsonTree.Array(names));
    }
  }

  private static List<JsonTree> required(Map<String, JsonTree> fields) {
    return fields.get(REQUIRED) instanceof JsonTree.Array names ? names.values() : List.of();
  }

  /** A property that alternatives define differently can be as in any of them. */
  private static JsonTree either(JsonTree one, JsonTree other) {
    if (one.equals(other)) {
      return one;
    }
    if (one instanceof JsonTree.JsonObject object
        && object.fields().size() == 1
        && object.get("anyOf") instanceof JsonTree.Array known) {
      List<JsonTree> all = new ArrayList<>(known.values());
      if (!all.contains(other)) {
        all.add(other);
      }
      return anyOf(all);
    }
    return anyOf(List.of(one, other));
  }

  private static JsonTree anyOf(List<JsonTree> all) {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    fields.put("anyOf", new JsonTree.Array(all));
    return new JsonTree.JsonObject(fields);
  }

  /** An alternative, or what it refers to within the schema; null for no object. */
  private static JsonTree.@Nullable JsonObject resolved(JsonTree.JsonObject root, JsonTree one) {
    if (!(one instanceof JsonTree.JsonObject option)) {
      return null;
    }
    String reference = text(option.get("$ref"));
    if (reference == null || !reference.startsWith("#/")) {
      return option;
    }
    JsonTree found = root;
    for (String step : reference.substring(2).split("/", -1)) {
      found = found instanceof JsonTree.JsonObject object ? object.get(step) : null;
    }
    return found instanceof JsonTree.JsonObject object ? object : option;
  }
}
