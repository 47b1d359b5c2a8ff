package dev.modelrouter.api.simple;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A reader of event streams by the book (WHATWG HTML, section 9.2.6): the data of each event. */
final class SseReader {
  private SseReader() {}

  static List<String> events(byte[] stream) {
    List<String> events = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    // -1 keeps trailing empty lines, as an unfinished event must not be dispatched.
    String[] lines = new String(stream, UTF_8).split("\r\n|\n|\r", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      String line = lines[i];
      if (line.isEmpty()) {
        if (hasData) {
          events.add(data.substring(0, data.length() - 1));
        }
        data.setLength(0);
        hasData = false;
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (field.equals("data")) {
        data.append(value.startsWith(" ") ? value.substring(1) : value).append('\n');
        hasData = true;
      }
    }
    return events;
  }
}
