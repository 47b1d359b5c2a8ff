package dev.modelrouter.api.responses;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps things for a while, under a caller's name and an id. When there are too many, or too many
 * bytes of them, the oldest go first. Not safe for threads.
 *
 * @param <T> what is kept
 */
final class Shelf<T> {
  /** What a thing takes besides its bytes, roughly. */
  static final int OVERHEAD = 512;

  private record Key(String caller, String id) {}

  private record Kept<T>(T thing, long bytes, long until) {}

  private final int most;
  private final long mostBytes;
  private final long nanos;
  private final LongSupplier clock;
  private final Map<Key, Kept<T>> all = new LinkedHashMap<>();
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
    Iterator<Kept<T>> oldest = all.values().iterator();
    while (oldest.hasNext()) {
      Kept<T> kept = oldest.next();
      if (all.size() < most && bytes + taken <= mostBytes && kept.until() - now > 0) {
        break;
      }
      bytes -= kept.bytes();
      oldest.remove();
    }
    all.put(key, new Kept<>(thing, taken, now + nanos));
    bytes += taken;
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
      bytes -= gone.bytes();
    }
    return gone != null;
  }
}
