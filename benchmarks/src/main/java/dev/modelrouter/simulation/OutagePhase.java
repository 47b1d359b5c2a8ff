package dev.modelrouter.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A bad time of a provider.
 *
 * @param kind what is bad
 * @param from when it begins, in nanoseconds
 * @param to when it is over
 */
record OutagePhase(Kind kind, long from, long to) {

  /** What is bad; how often an hour on average, and how long at most: a fifth of it at least. */
  enum Kind {
    /** Every request gets 503 at once, and streams under way break off. */
    DOWN(1, 2, 180),
    /** Requests are accepted and never answered. */
    SILENT(2, 1, 120),
    /** Four of five requests get 429, half of them with a Retry-After. */
    STORM(3, 3, 240),
    /** The first token takes eight times as long, the others three times. */
    SLOW(4, 4, 300);

    private final long luck;
    private final int anHour;
    private final int longestSeconds;

    Kind(long luck, int anHour, int longestSeconds) {
      this.luck = luck;
      this.anHour = anHour;
      this.longestSeconds = longestSeconds;
    }
  }

  private static final long SECOND = 1_000_000_000L;

  boolean holds(long time) {
    return from <= time && time < to;
  }

  /** The bad times of one provider, in order. */
  static List<OutagePhase> drawn(long seed, int provider, long length) {
    List<OutagePhase> outagePhases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      SeededRandom seededRandom = new SeededRandom(seed, 100 + provider, kind.luck);
      double mean = 3_600.0 * SECOND / kind.anHour;
      double longest = (double) kind.longestSeconds * SECOND;
      long time = (long) (mean * seededRandom.exponential());
      while (time < length) {
        long to = time + (long) seededRandom.between(longest / 5, longest);
        outagePhases.add(new OutagePhase(kind, time, to));
        time = to + (long) (mean * seededRandom.exponential());
      }
    }
    outagePhases.sort(Comparator.comparingLong(OutagePhase::from));
    return List.copyOf(outagePhases);
  }
}
