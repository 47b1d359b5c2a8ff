package dev.modelrouter.e2e;

import java.util.ArrayList;
import java.util.List;

/** Reads a finished event stream as the standard says, for assertions. */
final class Sse {
  private Sse() {}

  /** The data of each event in order. */
  static List<String> data(String stream) {
    List<String> events = new ArrayList<>();
    StringBuilder data = null;
    for (String line : stream.split("\r?\n", -1)) {
      if (line.isEmpty()) {
        if (data != null) {
          events.add(data.toString());
          data = null;
        }
      } else if (line.startsWith("data:")) {
        String value = line.substring(line.startsWith("data: ") ? 6 : 5);
        data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
      }
    }
    return events;
  }

  /** All text before the end mark or an error event, joined. */
  static String text(String stream) {
    return String.join(
        "",
        data(stream).stream()
            .filter(event -> !event.equals("[DONE]") && !event.startsWith("{\"error\""))
            .toList());
  }
}
