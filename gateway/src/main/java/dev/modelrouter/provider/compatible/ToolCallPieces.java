package dev.modelrouter.provider.compatible;

import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;

/** The entries of {@code tool_calls} in one chunk, in their order; reused from chunk to chunk. */
final class ToolCallPieces {
  private final List<ToolCallPiece> all = new ArrayList<>(0);
  private int size;

  int size() {
    return size;
  }

  ToolCallPiece get(int at) {
    return all.get(at);
  }

  /** Forgets all but the first so many. */
  void cut(int length) {
    size = length;
  }

  /** Reads the array whose beginning has been read. */
  void read(JsonScanner json, byte[] bytes) {
    for (boolean first = true; json.nextElement(first); first = false) {
      if (json.beginObject()) {
        if (size == all.size()) {
          all.add(new ToolCallPiece());
        }
        all.get(size).read(json, bytes);
        size++;
      } else {
        json.skip();
      }
    }
  }
}
