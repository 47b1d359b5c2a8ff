package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/** One entry of {@code tool_calls} in one chunk, reused from chunk to chunk. */
final class ToolCallDelta {
  private static final byte[] INDEX = "index".getBytes(US_ASCII);
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] FUNCTION = "function".getBytes(US_ASCII);
  private static final byte[] NAME = "name".getBytes(US_ASCII);
  private static final byte[] ARGUMENTS = "arguments".getBytes(US_ASCII);

  /** The provider's number of the call, -1 where it gives none. */
  long index;

  /** Null where there is none or an empty one. */
  @Nullable String id;

  /** Null where there is none or an empty one. */
  @Nullable String name;

  String arguments = "";

  /** Whether it is a {@code function_call}, the form before there were several. */
  boolean legacy;

  /** Reads the object whose beginning has been read. */
  void read(JsonScanner json, byte[] bytes) {
    legacy = false;
    index = -1;
    id = null;
    name = null;
    arguments = "";
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(INDEX) && json.isNumber()) {
        index = json.wholeNumber();
      } else if (json.nameIs(ID) && json.isString()) {
        id = something(json.string());
      } else if (json.nameIs(FUNCTION) && json.beginObject()) {
        function(json, bytes);
      } else {
        json.skip();
      }
    }
  }

  /** Reads a {@code function_call} whose beginning has been read. */
  void readFunction(JsonScanner json, byte[] bytes) {
    legacy = true;
    index = -1;
    id = null;
    name = null;
    arguments = "";
    function(json, bytes);
  }

  private void function(JsonScanner json, byte[] bytes) {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(NAME) && json.isString()) {
        name = something(json.string());
      } else if (json.nameIs(ARGUMENTS) && json.isString()) {
        arguments = json.string();
      } else if (json.nameIs(ARGUMENTS) && !json.isNull()) {
        // An object, as in other dialects.
        int from = json.position();
        json.skip();
        arguments = new String(bytes, from, json.position() - from, UTF_8);
      } else {
        json.skip();
      }
    }
  }

  private static @Nullable String something(String text) {
    return text.isEmpty() ? null : text;
  }
}
