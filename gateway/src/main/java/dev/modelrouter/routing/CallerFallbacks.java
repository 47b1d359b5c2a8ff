package dev.modelrouter.routing;

import java.util.List;

/**
 * What became of the fallbacks that a request brought itself.
 *
 * @param added targets that are asked because of them, in order, after all others
 * @param refused names that the operator does not let requests bring
 */
public record CallerFallbacks(List<Target> added, List<String> refused) {
  /** It brought none. */
  public static final CallerFallbacks NONE = new CallerFallbacks(List.of(), List.of());

  public CallerFallbacks {
    added = List.copyOf(added);
    refused = List.copyOf(refused);
  }
}
