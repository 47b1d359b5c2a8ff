package dev.modelrouter.routing;

import dev.modelrouter.chat.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Where else a request may go by its own wish: by the field {@code models}, then by the header
 * {@code x-modelrouter-fallbacks}.
 *
 * @param allowed how the names must look that count; none for no fallbacks of requests' own
 */
public record CallerFallbackPolicy(List<NamePattern> allowed) {
  /** Every name counts. */
  public static final CallerFallbackPolicy ANY =
      new CallerFallbackPolicy(List.of(new NamePattern("*")));

  /** No name counts. */
  public static final CallerFallbackPolicy NONE = new CallerFallbackPolicy(List.of());

  private static final String HEADER = "x-modelrouter-fallbacks";
  private static final int MAX = 16;

  public CallerFallbackPolicy {
    allowed = List.copyOf(allowed);
  }

  /**
   * Names of models or routes, separated by commas in the header; the first {@value #MAX} count.
   */
  static List<String> read(Request request, CallerContext caller) {
    String text = caller.header(HEADER);
    if (text == null || text.isBlank()) {
      return request.fallbacks();
    }
    List<String> names = new ArrayList<>(request.fallbacks());
    for (String part : text.split(",", MAX + 1)) {
      if (!part.isBlank() && names.size() < MAX) {
        names.add(part.strip());
      }
    }
    return names;
  }

  /** Whether the operator lets requests name this one. */
  boolean allows(String name) {
    for (int i = 0; i < allowed.size(); i++) {
      if (allowed.get(i).fits(name)) {
        return true;
      }
    }
    return false;
  }
}
