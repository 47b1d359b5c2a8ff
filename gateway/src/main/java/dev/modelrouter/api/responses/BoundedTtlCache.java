package dev.modelrouter.api.responses;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps things for a while, under a caller's name and an id. When there are too many, or too many
 * bytes of them, the oldest of the caller who holds most goes first, so that no caller can make the
 * gateway forget what it keeps for one who holds less. Not safe for threads.
 *
 * @param <T> what is kept
 */
final class BoundedTtlCache<T> {
  /** What a thing takes besides its bytes, roughly. */
  static final int OVERHEAD = 512;

  private record CacheKey(String caller, String id) {}

  private record CacheEntry<T>(T thing, long bytes, long until) {}

  /** What one caller holds. */
  private static final class CallerShare implements Comparable<CallerShare> {
    private final String caller;
    private final Set<String> oldestFirst = new LinkedHashSet<>();
    private long bytes;

    private CallerShare(String caller) {
      this.caller = caller;
    }

    @Override
    public int compareTo(CallerShare other) {
      int byBytes = Long.compare(bytes, other.bytes);
      return byBytes == 0 ? caller.compareTo(other.caller) : byBytes;
    }
  }

  private final int max;
  private final long maxBytes;
  private final long nanos;
  private final LongSupplier clock;

  /** In the order in which they came, which is the one in which their time is over. */
  private final Map<CacheKey, CacheEntry<T>> all = new LinkedHashMap<>();

  private final Map<String, CallerShare> callerShares = new HashMap<>();
  private final TreeSet<CallerShare> bySize = new TreeSet<>();
  private long bytes;

  /**
   * An empty one.
   *
   * @param max things it may hold; 0 to keep nothing
   * @param mostBytes bytes it may hold; 0 to keep nothing
   * @param life how long a thing is kept
   * @param clock nanoseconds of a clock that never goes back
   */
  BoundedTtlCache(int max, long mostBytes, Duration life, LongSupplier clock) {
    this.max = max;
    this.maxBytes = mostBytes;
    this.nanos = life.toNanos();
    this.clock = clock;
  }

  /** Keeps a thing of so many bytes, if there is room for it at all. */
  void keep(String caller, String id, T thing, int size) {
    long taken = (long) size + OVERHEAD;
    if (max == 0 || taken > maxBytes) {
      return;
    }
    CacheKey cacheKey = new CacheKey(caller, id);
    remove(cacheKey);
    long now = clock.getAsLong();
    removeExpired(now);
    all.put(cacheKey, new CacheEntry<>(thing, taken, now + nanos));
    share(caller, taken).oldestFirst.add(id);
    while (all.size() > max || bytes > maxBytes) {
      CallerShare largest = bySize.last();
      remove(new CacheKey(largest.caller, largest.oldestFirst.iterator().next()));
    }
  }

  private void removeExpired(long now) {
    Iterator<Map.Entry<CacheKey, CacheEntry<T>>> oldest = all.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<CacheKey, CacheEntry<T>> entry = oldest.next();
      if (entry.getValue().until() - now > 0) {
        return;
      }
      oldest.remove();
      removed(entry.getKey(), entry.getValue());
    }
  }

  /** The thing that is kept for this caller under this id, or null. */
  @Nullable T find(String caller, String id) {
    CacheKey cacheKey = new CacheKey(caller, id);
    CacheEntry<T> cacheEntry = all.get(cacheKey);
    if (cacheEntry != null && cacheEntry.until() - clock.getAsLong() <= 0) {
      remove(cacheKey);
      return null;
    }
    return cacheEntry == null ? null : cacheEntry.thing();
  }

  /** Forgets it; false if nothing is kept for this caller under this id. */
  boolean forget(String caller, String id) {
    return find(caller, id) != null && remove(new CacheKey(caller, id));
  }

  /** Bytes it holds. */
  long bytes() {
    return bytes;
  }

  /** Things it holds, those whose time is over too. */
  int size() {
    return all.size();
  }

  private boolean remove(CacheKey cacheKey) {
    CacheEntry<T> gone = all.remove(cacheKey);
    if (gone != null) {
      removed(cacheKey, gone);
    }
    return gone != null;
  }

  private void removed(CacheKey cacheKey, CacheEntry<T> gone) {
    CallerShare callerShare = share(cacheKey.caller(), -gone.bytes());
    callerShare.oldestFirst.remove(cacheKey.id());
    if (callerShare.oldestFirst.isEmpty()) {
      bySize.remove(callerShare);
      callerShares.remove(cacheKey.caller());
    }
  }

  /** The share of a caller, grown by so many bytes. */
  private CallerShare share(String caller, long growth) {
    CallerShare callerShare = callerShares.computeIfAbsent(caller, CallerShare::new);
    bySize.remove(callerShare);
    callerShare.bytes += growth;
    bytes += growth;
    bySize.add(callerShare);
    return callerShare;
  }
}
