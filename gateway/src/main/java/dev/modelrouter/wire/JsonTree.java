package dev.modelrouter.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value of a JSON document that is to be changed, such as a schema. Scalars stay as they were
 * written, every digit and escape of them. For small documents only: all of it is held.
 */
public sealed interface JsonTree {

  /** Appends it as JSON. */
  void write(ByteBuilder out);

  /** A string, a number, {@code true}, {@code false} or {@code null}, as it was written. */
  record Scalar(String literal) implements JsonTree {
    @Override
    public void write(ByteBuilder out) {
      out.append(literal);
    }
  }

  /** An array; it can be changed. */
  record Array(List<JsonTree> values) implements JsonTree {
    @Override
    public void write(ByteBuilder out) {
      char before = '[';
      for (JsonTree value : values) {
        out.append(before);
        value.write(out);
        before = ',';
      }
      out.append(values.isEmpty() ? "[]" : "]");
    }
  }

  /** An object, its names unescaped and in their order; it can be changed. */
  record JsonObject(Map<String, JsonTree> fields) implements JsonTree {
    @Override
    public void write(ByteBuilder out) {
      char before = '{';
      for (Map.Entry<String, JsonTree> field : fields.entrySet()) {
        out.append(before).appendJson(field.getKey()).append(':');
        field.getValue().write(out);
        before = ',';
      }
      out.append(fields.isEmpty() ? "{}" : "}");
    }

    /** The field with this name, or null. */
    public @Nullable JsonTree get(String name) {
      return fields.get(name);
    }
  }

  /** The value as text. */
  default String text() {
    ByteBuilder out = new ByteBuilder(256);
    write(out);
    return new String(out.take(), UTF_8);
  }

  /** A string. */
  static Scalar string(String value) {
    ByteBuilder out = new ByteBuilder(value.length() + 2);
    return new Scalar(new String(out.appendJson(value).take(), UTF_8));
  }

  /** The value of a string; null for any other scalar. */
  static @Nullable String stringValue(Scalar scalar) {
    byte[] bytes = JsonText.utf8(scalar.literal());
    JsonScanner json = new JsonScanner();
    json.reset(bytes, 0, bytes.length);
    return json.isString() ? json.string() : null;
  }

  /** Whether it is the string with this value, which must need no escapes. */
  static boolean isString(@Nullable JsonTree tree, String value) {
    return tree instanceof Scalar scalar && scalar.literal().equals('"' + value + '"');
  }

  /**
   * Reads a document.
   *
   * @throws MalformedJsonException if it is not JSON
   */
  static JsonTree read(String document) {
    byte[] bytes = JsonText.utf8(document);
    JsonScanner json = new JsonScanner();
    json.reset(bytes, 0, bytes.length);
    JsonTree tree = read(json, bytes);
    json.finish();
    return tree;
  }

  private static JsonTree read(JsonScanner json, byte[] bytes) {
    if (json.beginObject()) {
      Map<String, JsonTree> fields = new LinkedHashMap<>();
      for (boolean first = true; json.nextField(first); first = false) {
        String name = json.decodedName();
        fields.put(name, read(json, bytes));
      }
      return new JsonObject(fields);
    }
    if (json.beginArray()) {
      List<JsonTree> values = new ArrayList<>();
      for (boolean first = true; json.nextElement(first); first = false) {
        values.add(read(json, bytes));
      }
      return new Array(values);
    }
    json.isNull();
    int from = json.position();
    json.skip();
    return new Scalar(new String(bytes, from, json.position() - from, UTF_8));
  }
}
