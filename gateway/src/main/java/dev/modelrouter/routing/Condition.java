package dev.modelrouter.routing;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a target may be asked: all that is said must hold.
 *
 * @param model how the name that the caller asked for must look, or null
 * @param caller how the caller's name must look, or null
 * @param headers how headers of the request must look, by names in lower case
 * @param leastTokens fewest tokens of the prompt, estimated
 * @param mostTokens most tokens of the prompt, estimated; {@link Integer#MAX_VALUE} for any
 * @param needs what the request must need
 * @param without what it must not need
 */
public record Condition(
    @Nullable NamePattern model,
    @Nullable NamePattern caller,
    Map<String, NamePattern> headers,
    int leastTokens,
    int mostTokens,
    Set<Need> needs,
    Set<Need> without) {
  /** Whenever. */
  public static final Condition ALWAYS =
      new Condition(null, null, Map.of(), 0, Integer.MAX_VALUE, Set.of(), Set.of());

  /** Keeps an order, so that the same condition has the same hash in every process. */
  public Condition {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    needs = Collections.unmodifiableSet(new TreeSet<>(needs));
    without = Collections.unmodifiableSet(new TreeSet<>(without));
  }

  /** Whether the content of a request must be looked at. */
  boolean aboutContent() {
    return leastTokens > 0
        || mostTokens < Integer.MAX_VALUE
        || !needs.isEmpty()
        || !without.isEmpty();
  }

  /** What does not hold, in a few words; null if all does. */
  @Nullable String broken(Features request) {
    if (model != null && !model.fits(request.wanted())) {
      return "model is not " + model;
    }
    if (caller != null && !caller.fits(request.caller())) {
      return "caller is not " + caller;
    }
    String header = headers.isEmpty() ? null : brokenHeader(request);
    if (header != null) {
      return header;
    }
    if (request.inputTokens() < leastTokens) {
      return "fewer than " + leastTokens + " input tokens";
    }
    if (request.inputTokens() > mostTokens) {
      return "more than " + mostTokens + " input tokens";
    }
    return needs.isEmpty() && without.isEmpty() ? null : brokenNeed(request);
  }

  private @Nullable String brokenHeader(Features request) {
    for (Map.Entry<String, NamePattern> wanted : headers.entrySet()) {
      String value = request.headers().get(wanted.getKey());
      if (value == null || !wanted.getValue().fits(value)) {
        return "header " + wanted.getKey() + " is not " + wanted.getValue();
      }
    }
    return null;
  }

  private @Nullable String brokenNeed(Features request) {
    for (Need need : needs) {
      if (!request.needs().contains(need)) {
        return "needs no " + need.word();
      }
    }
    if (!request.needs().isEmpty()) {
      for (Need need : without) {
        if (request.needs().contains(need)) {
          return "needs " + need.word();
        }
      }
    }
    return null;
  }
}
