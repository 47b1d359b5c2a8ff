package dev.modelrouter;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Things that count, kept from one configuration to the next as long as the same is said of them: a
 * reload must not let twice as many attempts through, nor forget what waits. Not safe for threads.
 *
 * @param <K> all that is said of such a thing, its name included
 */
final class ReloadStableCache<K, V> {
  private Map<K, V> before = Map.of();
  private Map<K, V> now = new HashMap<>();

  /** Begins another configuration; what it does not ask for is forgotten with the next one. */
  void update() {
    before = now;
    now = new HashMap<>();
  }

  /** The thing of which this is said. */
  V get(K said, Supplier<V> make) {
    V known = now.get(said);
    if (known == null) {
      known = before.get(said);
    }
    V kept = known == null ? make.get() : known;
    now.put(said, kept);
    return kept;
  }
}
