package dev.modelrouter.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * How often and how long the garbage collector has run. The management beans take some 50 ms to
 * load, which neither the start nor an event loop should wait for: until {@link #load} has run on
 * another thread there is nothing to tell.
 */
public final class GarbageCollection {
  /**
   * What one collector has done since the start.
   *
   * @param collector its name
   * @param seconds time in all; for concurrent collectors not all of it is pauses
   */
  public record Total(String collector, long times, double seconds) {}

  private static final double MILLIS = 1e3;
  private volatile List<GarbageCollectorMXBean> beans = List.of();

  /** Loads what is needed. Blocks. */
  public void load() {
    beans = List.copyOf(ManagementFactory.getGarbageCollectorMXBeans());
  }

  /** What each collector has done; empty before {@link #load}. */
  List<Total> totals() {
    return beans.stream()
        .map(
            bean ->
                new Total(
                    bean.getName(),
                    Math.max(0, bean.getCollectionCount()),
                    Math.max(0, bean.getCollectionTime()) / MILLIS))
        .toList();
  }
}
