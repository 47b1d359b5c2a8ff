package dev.modelrouter.dispatch;

import dev.modelrouter.policy.LatencyQuantile;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The p99 of the time that each target's streams lately took to their first token. One for all
 * event loops; safe for threads. Bounded: {@value #MAX_TARGETS} targets, since callers may name any
 * model; of others nothing is known.
 */
public final class FirstTokenLatencies {
  private static final int MAX_TARGETS = 1_000;
  private static final int PER_MILLE = 990;
  private static final Duration SPAN = Duration.ofMinutes(5);

  private final Map<String, LatencyQuantile> tails = new ConcurrentHashMap<>();

  /**
   * A stream's first token came, or its attempt was given up since it had not come.
   *
   * @param nanos since the attempt began
   */
  void observe(Target target, long nanos, long now) {
    LatencyQuantile tail = tails.get(target.name());
    if (tail == null && tails.size() < MAX_TARGETS) {
      tail = tails.computeIfAbsent(target.name(), ignored -> new LatencyQuantile(PER_MILLE, SPAN));
    }
    if (tail != null) {
      tail.observe(nanos, now);
    }
  }

  /** The p99 in nanoseconds; empty while too little is known. */
  OptionalLong p99(Target target, long now) {
    LatencyQuantile tail = tails.get(target.name());
    return tail == null ? OptionalLong.empty() : tail.nanos(now);
  }
}
