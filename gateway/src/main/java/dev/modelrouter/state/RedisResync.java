package dev.modelrouter.state;

import dev.modelrouter.policy.CircuitState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a node tells a Redis that has come back: its open streams, what was reset by hand, the rates
 * and the pauses it knows of. All on the link's loop only.
 */
final class RedisResync {
  private static final int MAX_CALLERS = 4_096;

  private final MemoryState memory;
  private final RedisState redis;

  /** Providers that were reset by hand while Redis could not be told. */
  private final Set<String> resets = new HashSet<>();

  RedisResync(MemoryState memory, RedisState redis) {
    this.memory = memory;
    this.redis = redis;
  }

  /** Tells all of it; fails if Redis is gone again. */
  Future<Void> send() {
    List<Future<?>> told = new ArrayList<>();
    told.add(redis.renewStreams(memory.openStreams()));
    told.addAll(sendResets());
    memory
        .callerRates(MAX_CALLERS)
        .forEach((caller, rate) -> told.add(redis.restoreCallerRate(caller, rate)));
    for (String provider : memory.providers()) {
      told.add(redis.restoreProviderRate(provider, memory.providerRate(provider)));
      switch (memory.circuit(provider)) {
        case CircuitState.Closed _, CircuitState.ClosedCounting _ -> {}
        case CircuitState.Open open -> told.add(restore(provider, open.failures(), open.until()));
        case CircuitState.HalfOpen halfOpen ->
            told.add(restore(provider, halfOpen.failures(), halfOpen.openEndedAt()));
      }
    }
    return Future.all(told).mapEmpty();
  }

  /** A provider was reset by hand: tells at once if Redis is there, else with the next report. */
  void reset(String provider, boolean connected) {
    resets.add(provider);
    if (connected) {
      sendResets();
    }
  }

  /** Tells of resets only; those that do not arrive are told again. */
  List<Future<?>> sendResets() {
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
