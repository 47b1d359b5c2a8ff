package dev.modelrouter.routing;

import dev.modelrouter.chat.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads where else a request may go by its own wish: the field {@code models}, then the header
 * {@code x-modelrouter-fallbacks}.
 */
final class OwnFallbacks {
  private static final String HEADER = "x-modelrouter-fallbacks";
  private static final int MOST = 16;

  private OwnFallbacks() {}

  /** Names of models or routes, separated by commas; the first {@value #MOST} count. */
  static List<String> read(Request request, Asker asker) {
    String text = asker.header(HEADER);
    if (text == null || text.isBlank()) {
      return request.fallbacks();
    }
    List<String> names = new ArrayList<>(request.fallbacks());
    for (String part : text.split(",", MOST + 1)) {
      if (!part.isBlank() && names.size() < MOST) {
        names.add(part.strip());
      }
    }
    return names;
  }
}
