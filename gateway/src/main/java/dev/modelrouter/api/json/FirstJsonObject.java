package dev.modelrouter.api.json;

import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.HashMap;
import java.util.Map;

/** The first object of a stream of JSON objects, one a line, be they the data of events or not. */
public final class FirstJsonObject {
  private FirstJsonObject() {}

  /**
   * Its own fields that are strings.
   *
   * @param opening the first bytes of the stream
   * @return empty if no whole object stands in them
   */
  public static Map<String, String> strings(byte[] opening) {
    int line = 0;
    for (int i = 0; i < opening.length; i++) {
      if (opening[i] == '\n') {
        int begin = object(opening, line, i);
        if (begin < i) {
          try {
            return read(opening, begin, i);
          } catch (MalformedJsonException e) {
            // Broken for everybody; the next one is as good.
          }
        }
        line = i + 1;
      }
    }
    return Map.of();
  }

  /** Where an object begins in this line; its end if there is none. */
  private static int object(byte[] bytes, int from, int to) {
    boolean data = to - from > 5 && bytes[from] == 'd' && bytes[from + 4] == ':';
    int at = data ? from + 5 : from;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    return at < to && bytes[at] == '{' ? at : to;
  }

  private static Map<String, String> read(byte[] bytes, int from, int to) {
    JsonScanner json = new JsonScanner();
    json.reset(bytes, from, to);
    Map<String, String> strings = new HashMap<>();
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.isString()) {
        String name = json.name();
        strings.put(name, json.string());
      } else {
        json.skip();
      }
    }
    json.finish();
    return strings;
  }
}
