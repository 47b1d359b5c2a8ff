package dev.modelrouter.api.json;

import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value of a JSON document, numbers and whole objects as they were written. */
public sealed interface JsonValue {

  /** What kind of value it is, as people call it. */
  String kind();

  /** Appends it as JSON; numbers and objects as they were written. */
  void write(ByteBuilder out);

  /** {@code null}, also where there is nothing. */
  record Null() implements JsonValue {
    /** The one instance worth having. */
    public static final Null INSTANCE = new Null();

    @Override
    public String kind() {
      return "null";
    }

    @Override
    public void write(ByteBuilder out) {
      out.append("null");
    }
  }

  /** True or false. */
  record Bool(boolean value) implements JsonValue {
    @Override
    public String kind() {
      return "a boolean";
    }

    @Override
    public void write(ByteBuilder out) {
      out.append(Boolean.toString(value));
    }
  }

  /**
   * A number.
   *
   * @param literal its digits as they were written
   */
  record Num(String literal) implements JsonValue {
    @Override
    public String kind() {
      return "a number";
    }

    @Override
    public void write(ByteBuilder out) {
      out.append(literal);
    }
  }

  /** A string, escapes undone; perhaps with halves of surrogate pairs. */
  record Text(String value) implements JsonValue {
    @Override
    public String kind() {
      return "a string";
    }

    @Override
    public void write(ByteBuilder out) {
      out.appendJson(value);
    }
  }

  /** An array. */
  record JsonArray(List<JsonValue> values) implements JsonValue {
    @Override
    public String kind() {
      return "an array";
    }

    @Override
    public void write(ByteBuilder out) {
      out.append('[');
      for (int i = 0; i < values.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        values.get(i).write(out);
      }
      out.append(']');
    }
  }

  /**
   * An object.
   *
   * @param document the JSON it stands in
   * @param from where it begins there
   * @param to behind its end
   * @param fields its fields in their order; of those with the same name the last
   * @param repeated a name that stands in it twice, or null
   */
  record JsonObject(
      String document, int from, int to, Map<String, JsonValue> fields, @Nullable String repeated)
      implements JsonValue {
    @Override
    public String kind() {
      return "an object";
    }

    @Override
    public void write(ByteBuilder out) {
      out.append(document, from, to);
    }

    /** The object as it was written, every digit of it. */
    public String raw() {
      return document.substring(from, to);
    }

    @Override
    public String toString() {
      return "Fields" + fields.keySet();
    }
  }
}
