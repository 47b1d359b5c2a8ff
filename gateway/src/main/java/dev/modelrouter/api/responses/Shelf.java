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
final class Shelf<T> {
  /** What a thing takes besides its bytes, roughly. */
  static final int OVERHEAD = 512;

  private record Key(String caller, String id) {}

  private record Kept<T>(T thing, long bytes, long until) {}

  /** What one caller holds. */
  private static final class Share implements Comparable<Share> {
    private final String caller;
    private final Set<String> oldestFirst = new LinkedHashSet<>();
    private long bytes;

    private Share(String caller) {
      this.caller = caller;
    }

    @Override
    public int compareTo(Share other) {
      int byBytes = Long.compare(bytes, other.bytes);
      return byBytes == 0 ? caller.compareTo(other.caller) : byBytes;
    }
  }

  private final int most;
  private final long mostBytes;
  private final long nanos;
  private final LongSupplier clock;

  /** In the order in which they came, which is the one in which their time is over. */
  private final Map<Key, Kept<T>> all = new LinkedHashMap<>();

  private final Map<String, Share> shares = new HashMap<>();
  private final TreeSet<Share> bySize = new TreeSet<>();
  private long bytes;

  /**
   * An empty one.
   *
   * @param most things it may hold; 0 to keep nothing
   * @param mostBytes bytes it may hold; 0 to keep nothing
   * @param life how long a thing is kept
   * @param clock nanoseconds of a clock that never goes back
   */
  Shelf(int most, long mostBytes, Duration life, LongSupplier clock) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.nanos = life.toNanos();
    this.clock = clock;
  }

  /** Keeps a thing of so many bytes, if there is room for it at all. */
  void keep(String caller, String id, T thing, int size) {
    long taken = (long) size + OVERHEAD;
    if (most == 0 || taken > mostBytes) {
      return;
    }
    Key key = new Key(caller, id);
    remove(key);
    long now = clock.getAsLong();
    removeExpired(now);
    all.put(key, new Kept<>(thing, taken, now + nanos));
    share(caller, taken).oldestFirst.add(id);
    while (all.size() > most || bytes > mostBytes) {
      Share largest = bySize.last();
      remove(new Key(largest.caller, largest.oldestFirst.iterator().next()));
    }
  }

  private void removeExpired(long now) {
    Iterator<Map.Entry<Key, Kept<T>>> oldest = all.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Key, Kept<T>> entry = oldest.next();
      if (entry.getValue().until() - now > 0) {
        return;
      }
      oldest.remove();
      removed(entry.getKey(), entry.getValue());
    }
  }

  /** The thing that is kept for this caller under this id, or null. */
  @Nullable T find(String caller, String id) {
    Key key = new Key(caller, id);
    Kept<T> kept = all.get(key);
    if (kept != null && kept.until() - clock.getAsLong() <= 0) {
      remove(key);
      return null;
    }
    return kept == null ? null : kept.thing();
  }

  /** Forgets it; false if nothing is kept for this caller under this id. */
  boolean forget(String caller, String id) {
    return find(caller, id) != null && remove(new Key(caller, id));
  }

  /** Bytes it holds. */
  long bytes() {
    return bytes;
  }

  /** Things it holds, those whose time is over too. */
  int size() {
    return all.size();
  }

  private boolean remove(Key key) {
    Kept<T> gone = all.remove(key);
    if (gone != null) {
      removed(key, gone);
    }
    return gone != null;
  }

  private void removed(Key key, Kept<T> gone) {
    Share share = share(key.caller(), -gone.bytes());
    share.oldestFirst.remove(key.id());
    if (share.oldestFirst.isEmpty()) {
      bySize.remove(share);
      shares.remove(key.caller());
    }
  }

  /** The share of a caller, grown by so many bytes. */
  private Share share(String caller, long growth) {
    Share share = shares.computeIfAbsent(caller, Share::new);
    bySize.remove(share);
    share.bytes += growth;
    bytes += growth;
    bySize.add(share);
    return share;
  }
}
