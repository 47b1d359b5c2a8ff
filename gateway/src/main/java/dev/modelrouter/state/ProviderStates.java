package dev.modelrouter.state;

import dev.modelrouter.policy.CircuitBreakerRules;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gates of providers, their keys and their models, a bounded number of them: a caller may name
 * any model.
 *
 * <p><b>Implementation notes.</b> The same clock hand as in {@link CallerRateLimits}: each new name
 * moves it on by a few gates and drops those nothing is held against. When the map is full and none
 * of the few is idle, the last of them goes all the same. A gate is used and dropped only under its
 * own monitor, and not used any more when the map has dropped it. Lock order: this, then a gate,
 * then the map's own bins.
 */
final class ProviderStates {
  private static final int MAX_EVICTION_SCAN = 8;

  /** Below this number no gate is dropped: dropping and making one costs more than keeping it. */
  private static final int MAX_KEPT = 256;

  private final ConcurrentHashMap<String, ProviderState> gates = new ConcurrentHashMap<>();
  private final CircuitBreakerRules rules;
  private final Duration rateWindow;
  private final int max;
  private Iterator<Map.Entry<String, ProviderState>> hand = Collections.emptyIterator();

  ProviderStates(CircuitBreakerRules rules, Duration rateWindow, int max) {
    this.rules = rules;
    this.rateWindow = rateWindow;
    this.max = max;
  }

  /** Does something with a gate, as one step; the function must not ask for another. */
  <T> T with(String name, long now, Function<ProviderState, T> step) {
    while (true) {
      ProviderState gate = gates.get(name);
      if (gate == null) {
        makeRoom(now);
        gate = gates.computeIfAbsent(name, _ -> new ProviderState(rules, rateWindow));
      }
      synchronized (gate) {
        if (!gate.dropped()) {
          return step.apply(gate);
        }
      }
    }
  }

  /** Does something with a gate that exists, as one step; null if there is none. */
  <T> @Nullable T withKnown(String name, Function<ProviderState, T> step) {
    ProviderState gate = gates.get(name);
    if (gate == null) {
      return null;
    }
    synchronized (gate) {
      return gate.dropped() ? null : step.apply(gate);
    }
  }

  Collection<String> names() {
    return List.copyOf(gates.keySet());
  }

  private synchronized void makeRoom(long now) {
    if (gates.size() < Math.min(max, MAX_KEPT)) {
      return;
    }
    for (int i = 0; i < MAX_EVICTION_SCAN; i++) {
      if (!hand.hasNext()) {
        hand = gates.entrySet().iterator();
        if (!hand.hasNext()) {
          return;
        }
      }
      Map.Entry<String, ProviderState> entry = hand.next();
      ProviderState gate = entry.getValue();
      synchronized (gate) {
        if (gate.idle(now) || (i == MAX_EVICTION_SCAN - 1 && gates.size() >= max)) {
          gates.remove(entry.getKey(), gate);
          gate.drop();
        }
      }
    }
  }
}
