package dev.modelrouter.state;

import dev.modelrouter.policy.Cooldown;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a node tells a Redis that has come back: its open streams, what was reset by hand, the rates
 * and the pauses it knows of. All on the link's loop only.
 */
final class ReturnReport {
  private static final int MOST_CALLERS = 4_096;

  private final MemoryState memory;
  private final RedisState redis;

  /** Providers that were reset by hand while Redis could not be told. */
  private final Set<String> resets = new HashSet<>();

  ReturnReport(MemoryState memory, RedisState redis) {
    this.memory = memory;
    this.redis = redis;
  }

  /** Tells all of it; fails if Redis is gone again. */
  Future<Void> tell() {
    List<Future<?>> told = new ArrayList<>();
    told.add(redis.renewStreams(memory.openStreams()));
    told.addAll(tellResets());
    memory
        .callerRates(MOST_CALLERS)
        .forEach((caller, rate) -> told.add(redis.restoreCallerRate(caller, rate)));
    for (String provider : memory.providers()) {
      told.add(redis.restoreProviderRate(provider, memory.providerRate(provider)));
      switch (memory.cooldown(provider)) {
        case Cooldown.Closed _, Cooldown.Watched _ -> {}
        case Cooldown.Away away -> told.add(restore(provider, away.failures(), away.until()));
        case Cooldown.Probing probing ->
            told.add(restore(provider, probing.failures(), probing.pauseEnded()));
      }
    }
    return Future.all(told).mapEmpty();
  }

  /** A provider was reset by hand: tells at once if Redis is there, else with the next report. */
  void reset(String provider, boolean connected) {
    resets.add(provider);
    if (connected) {
      tellResets();
    }
  }

  /** Tells of resets only; those that do not arrive are told again. */
  List<Future<?>> tellResets() {
    List<String> open = List.copyOf(resets);
    resets.clear();
    List<Future<?>> told = new ArrayList<>(open.size());
    for (String provider : open) {
      told.add(
          redis
              .reset(provider)
              .onSuccess(reply -> memory.learn(provider, reply))
              .onFailure(_ -> resets.add(provider)));
    }
    return told;
  }

  private Future<?> restore(String provider, int failures, long pauseEnds) {
    return redis.restore(provider, failures, memory.nanosUntil(pauseEnds));
  }
}
