package dev.modelrouter.api.responses;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers answers so that a next request can go on from them. Each caller finds only its own. The
 * oldest go first when there are too many bytes, and all when their time is over. One for all event
 * loops; safe for threads.
 */
public final class ResponseMemory {
  /** What an answer takes besides its bytes, roughly. */
  private static final int OVERHEAD = 512;

  private record Key(String caller, String id) {}

  private record Kept(StoredResponse response, long until) {}

  private final long most;
  private final long nanos;
  private final LongSupplier clock;
  private final Map<Key, Kept> all = new LinkedHashMap<>();
  private long bytes;

  /**
   * An empty memory.
   *
   * @param most bytes it may hold; 0 to remember nothing
   * @param seconds how long an answer is remembered
   * @param clock nanoseconds of a clock that never goes back
   */
  public ResponseMemory(long most, long seconds, LongSupplier clock) {
    this.most = most;
    this.nanos = Duration.ofSeconds(seconds).toNanos();
    this.clock = clock;
  }

  /** Remembers an answer, if there is room for it at all. */
  synchronized void keep(String caller, String id, StoredResponse response) {
    long size = size(response);
    if (size > most) {
      return;
    }
    long now = clock.getAsLong();
    Key key = new Key(caller, id);
    remove(key);
    Iterator<Map.Entry<Key, Kept>> oldest = all.entrySet().iterator();
    while (oldest.hasNext()) {
      Kept kept = oldest.next().getValue();
      if (bytes + size <= most && kept.until() - now > 0) {
        break;
      }
      bytes -= size(kept.response());
      oldest.remove();
    }
    all.put(key, new Kept(response, now + nanos));
    bytes += size;
  }

  /** The answer that this caller got with this id, or null. */
  synchronized @Nullable StoredResponse find(String caller, String id) {
    Key key = new Key(caller, id);
    Kept kept = all.get(key);
    if (kept != null && kept.until() - clock.getAsLong() <= 0) {
      remove(key);
      return null;
    }
    return kept == null ? null : kept.response();
  }

  /** Forgets it; false if this caller has none with this id. */
  synchronized boolean forget(String caller, String id) {
    return find(caller, id) != null && remove(new Key(caller, id));
  }

  /** Bytes it holds. */
  synchronized long bytes() {
    return bytes;
  }

  private boolean remove(Key key) {
    Kept gone = all.remove(key);
    if (gone != null) {
      bytes -= size(gone.response());
    }
    return gone != null;
  }

  private static long size(StoredResponse response) {
    return (long) response.size() + OVERHEAD;
  }
}
