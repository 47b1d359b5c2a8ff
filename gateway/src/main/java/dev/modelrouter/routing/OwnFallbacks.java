package dev.modelrouter.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads where else a request may go by its own wish: the header {@code x-modelrouter-fallbacks}.
 */
final class OwnFallbacks {
  private static final String HEADER = "x-modelrouter-fallbacks";
  private static final int MOST = 16;

  private OwnFallbacks() {}

  /** Names of models or routes, separated by commas; the first {@value #MOST} count. */
  static List<String> read(Asker asker) {
    String text = asker.header(HEADER);
    if (text == null || text.isBlank()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String part : text.split(",", MOST + 1)) {
      if (!part.isBlank() && names.size() < MOST) {
        names.add(part.strip());
      }
    }
    return names;
  }
}
