package dev.modelrouter.state;

import dev.modelrouter.policy.SlidingWindowLimiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rate windows of callers, a bounded number of them.
 *
 * <p><b>Implementation notes.</b> A hand goes round the map like that of a clock: each new caller
 * moves it on by a few windows and drops those that are idle, so the map shrinks by itself and no
 * request ever pays for a sweep. When the map is full and none of the few is idle, the least used
 * of them goes: whoever floods the map with new callers loses those first, not the busy ones.
 *
 * <p>A window is used and dropped only under its own monitor, and used only while the map still
 * holds it: so no permit is ever counted in a window that has been dropped. Lock order: this, then
 * a window, then the map's own bins.
 */
final class CallerRateLimits {
  private static final int MAX_EVICTION_SCAN = 8;

  private final ConcurrentHashMap<String, SlidingWindowLimiter> windows = new ConcurrentHashMap<>();
  private final Duration length;
  private final int max;
  private Iterator<Map.Entry<String, SlidingWindowLimiter>> hand = Collections.emptyIterator();

  CallerRateLimits(Duration length, int max) {
    this.length = length;
    this.max = max;
  }

  /**
   * Takes a permit: 0, or the nanoseconds until there is one.
   *
   * @param each for how many it counts
   */
  long take(String caller, int perMinute, int each, long now) {
    return with(caller, now, window -> window.take(perMinute, each, now));
  }

  /** Counts permits that were given elsewhere, so that there are at least this many. */
  void raiseTo(String caller, int total, long now) {
    with(
        caller,
        now,
        window -> {
          window.raiseTo(total, now);
          return 0;
        });
  }

  /** The histories of those callers that have taken most, with permits that still count. */
  Map<String, int[]> histories(int atMost, long now) {
    Map<String, int[]> histories = new HashMap<>();
    windows.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().history(now)))
        .filter(entry -> entry.getValue().length > 0)
        .sorted(Comparator.comparingInt(entry -> -Arrays.stream(entry.getValue()).sum()))
        .limit(atMost)
        .forEach(entry -> histories.put(entry.getKey(), entry.getValue()));
    return histories;
  }

  private long with(String caller, long now, ToLongFunction<SlidingWindowLimiter> step) {
    while (true) {
      SlidingWindowLimiter window = windows.get(caller);
      if (window == null) {
        makeRoom(now);
        window = windows.computeIfAbsent(caller, _ -> new SlidingWindowLimiter(length));
      }
      synchronized (window) {
        if (windows.get(caller) == window) {
          return step.applyAsLong(window);
        }
      }
    }
  }

  int size() {
    return windows.size();
  }

  private synchronized void makeRoom(long now) {
    Map.@Nullable Entry<String, SlidingWindowLimiter> emptiest = null;
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < MAX_EVICTION_SCAN; i++) {
      if (!hand.hasNext()) {
        hand = windows.entrySet().iterator();
        if (!hand.hasNext()) {
          return;
        }
      }
      Map.Entry<String, SlidingWindowLimiter> entry = hand.next();
      int taken = dropIfIdle(entry, now);
      if (taken > 0 && taken < fewest) {
        emptiest = entry;
        fewest = taken;
      }
    }
    if (emptiest != null && windows.size() >= max) {
      synchronized (emptiest.getValue()) {
        windows.remove(emptiest.getKey(), emptiest.getValue());
      }
    }
  }

  private int dropIfIdle(Map.Entry<String, SlidingWindowLimiter> entry, long now) {
    SlidingWindowLimiter window = entry.getValue();
    synchronized (window) {
      int taken = window.taken(now);
      if (taken == 0) {
        windows.remove(entry.getKey(), window);
      }
      return taken;
    }
  }
}
