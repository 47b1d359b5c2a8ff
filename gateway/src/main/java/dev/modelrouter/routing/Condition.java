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
 * @param minTokens fewest tokens of the prompt, estimated
 * @param maxTokens most tokens of the prompt, estimated; {@link Integer#MAX_VALUE} for any
 * @param capabilities what the request must need
 * @param without what it must not need
 */
public record Condition(
    @Nullable NamePattern model,
    @Nullable NamePattern caller,
    Map<String, NamePattern> headers,
    int minTokens,
    int maxTokens,
    Set<Capability> capabilities,
    Set<Capability> without) {
  /** Whenever. */
  public static final Condition ALWAYS =
      new Condition(null, null, Map.of(), 0, Integer.MAX_VALUE, Set.of(), Set.of());

  /** Keeps an order, so that the same condition has the same hash in every process. */
  public Condition {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    capabilities = Collections.unmodifiableSet(new TreeSet<>(capabilities));
    without = Collections.unmodifiableSet(new TreeSet<>(without));
  }

  /** Whether the content of a request must be looked at. */
  boolean aboutContent() {
    return minTokens > 0
        || maxTokens < Integer.MAX_VALUE
        || !capabilities.isEmpty()
        || !without.isEmpty();
  }

  /** What does not hold, in a few words; null if all does. */
  @Nullable String broken(RoutingInput request) {
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
    if (request.inputTokens() < minTokens) {
      return "fewer than " + minTokens + " input tokens";
    }
    if (request.inputTokens() > maxTokens) {
      return "more than " + maxTokens + " input tokens";
    }
    return capabilities.isEmpty() && without.isEmpty() ? null : brokenNeed(request);
  }

  private @Nullable String brokenHeader(RoutingInput request) {
    for (Map.Entry<String, NamePattern> wanted : headers.entrySet()) {
      String value = request.headers().get(wanted.getKey());
      if (value == null || !wanted.getValue().fits(value)) {
        return "header " + wanted.getKey() + " is not " + wanted.getValue();
      }
    }
    return null;
  }

  private @Nullable String brokenNeed(RoutingInput request) {
    for (Capability capability : capabilities) {
      if (!request.capabilities().contains(capability)) {
        return "needs no " + capability.wireName();
      }
    }
    if (!request.capabilities().isEmpty()) {
      for (Capability capability : without) {
        if (request.capabilities().contains(capability)) {
          return "needs " + capability.wireName();
        }
      }
    }
    return null;
  }
}
