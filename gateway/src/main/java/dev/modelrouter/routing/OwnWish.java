package dev.modelrouter.routing;

import java.util.List;

/**
 * What became of the fallbacks that a request brought itself.
 *
 * @param added targets that are asked because of them, in order, after all others
 * @param refused names that the operator does not let requests bring
 */
public record OwnWish(List<Target> added, List<String> refused) {
  /** It brought none. */
  public static final OwnWish NONE = new OwnWish(List.of(), List.of());

  public OwnWish {
    added = List.copyOf(added);
    refused = List.copyOf(refused);
  }
}
