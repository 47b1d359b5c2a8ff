package dev.modelrouter.provider.compatible;

import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;

/** The entries of {@code tool_calls} in one chunk, in their order; reused from chunk to chunk. */
final class ToolCallDeltas {
  private final List<ToolCallDelta> all = new ArrayList<>(0);
  private int size;
  private boolean modern;

  int size() {
    return size;
  }

  ToolCallDelta get(int at) {
    return all.get(at);
  }

  /** Forgets all but the first so many. */
  void cut(int length) {
    size = length;
    modern &= length > 0;
  }

  /** Whether entries of {@code tool_calls} are among them. */
  boolean modern() {
    return modern;
  }

  /** Reads a {@code function_call} whose beginning has been read. */
  void readFunction(JsonScanner json, byte[] bytes) {
    next().readFunction(json, bytes);
  }

  private ToolCallDelta next() {
    if (size == all.size()) {
      all.add(new ToolCallDelta());
    }
    return all.get(size++);
  }

  /** Reads the array whose beginning has been read. */
  void read(JsonScanner json, byte[] bytes) {
    for (boolean first = true; json.nextElement(first); first = false) {
      if (json.beginObject()) {
        next().read(json, bytes);
        modern = true;
      } else {
        json.skip();
      }
    }
  }
}
