package dev.modelrouter.routing;

import java.util.Locale;

/** In which order the targets of a route are asked. */
public enum Strategy {
  /** As they are listed. */
  ORDERED,
  /** By lot, each with its weight. */
  WEIGHTED,
  /** Who has fewest requests under way for its weight. */
  LEAST_BUSY,
  /** Of two drawn by lot the one expected to be faster, then the others by the same measure. */
  LOWEST_LATENCY,
  /** Who is expected to cost least, a warm prompt cache counted. */
  LOWEST_COST,
  /** Always the same for one user or one conversation, so that prompt caches stay warm. */
  AFFINITY;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Its name in files and records. */
  public String wireName() {
    return wireName;
  }
}
