package dev.modelrouter.state;

import dev.modelrouter.policy.BreakerFailure;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.CircuitBreakerRules;
import dev.modelrouter.policy.CircuitState;
import dev.modelrouter.policy.FailureKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one node, in its own memory.
 *
 * <p><b>Implementation notes.</b> Every decision is made at once, under the lock of the one thing
 * it is about (a caller's window, a provider's gate, the set of streams), so the futures returned
 * are complete and what is chained to them runs on the calling thread. No lock is held while
 * another is asked for, but for those named in {@link CallerRateLimits}, {@link ProviderStates} and
 * {@link ProviderState}. The two common answers are shared futures.
 */
public final class MemoryState implements SharedState {
  private static final int MAX_CALLERS = 100_000;

  /** Providers, their keys and their models. */
  private static final int MAX_PROVIDERS = 10_000;

  private static final Future<AdmissionResult> ADMITTED =
      Future.succeededFuture(ProviderState.ADMITTED);
  private static final Future<Boolean> YES = Future.succeededFuture(true);
  private static final Future<Boolean> NO = Future.succeededFuture(false);

  private final LongSupplier nanoClock;
  private final CircuitBreakerRules rules;
  private final Map<FailureKind, CircuitBreakerRules> rulesByKind =
      new EnumMap<>(FailureKind.class);
  private final CallerRateLimits callers;
  private final ProviderStates gates;
  private final Set<String> streams = new HashSet<>();

  /** How many nodes there are: each of them alone lets through its part of a rate. */
  private volatile int nodes = 1;

  /**
   * An empty state.
   *
   * @param nanoClock nanoseconds of a clock that never goes back
   */
  public MemoryState(LongSupplier nanoClock, StateTiming timing) {
    this.nanoClock = nanoClock;
    this.rules = timing.cooldownRules(FailureKind.COUNTED);
    for (FailureKind kind : FailureKind.values()) {
      rulesByKind.put(kind, timing.cooldownRules(kind));
    }
    this.callers = new CallerRateLimits(timing.rateWindow(), MAX_CALLERS);
    this.gates = new ProviderStates(rules, timing.rateWindow(), MAX_PROVIDERS);
  }

  @Override
  public Future<@Nullable Duration> admitCaller(String caller, int perMinute) {
    if (perMinute > 0) {
      long wait = callers.take(caller, perMinute, nodes, nanoClock.getAsLong());
      if (wait > 0) {
        return Future.succeededFuture(Duration.ofNanos(wait));
      }
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Boolean> openStream(String exchangeId, int max) {
    synchronized (streams) {
      if (max > 0 && streams.size() >= max && !streams.contains(exchangeId)) {
        return NO;
      }
      streams.add(exchangeId);
      return YES;
    }
  }

  @Override
  public void closeStream(String exchangeId) {
    synchronized (streams) {
      streams.remove(exchangeId);
    }
  }

  @Override
  public Future<AdmissionResult> admitProvider(String provider, int perMinute) {
    long now = nanoClock.getAsLong();
    Function<ProviderState, AdmissionResult> step = gate -> gate.admit(perMinute, nodes, now);
    // A name without a rate gets a gate only when something is held against it.
    AdmissionResult result =
        perMinute > 0 ? gates.with(provider, now, step) : gates.withKnown(provider, step);
    if (result == null) {
      return ADMITTED;
    }
    return result.equals(ProviderState.ADMITTED) ? ADMITTED : Future.succeededFuture(result);
  }

  @Override
  public void succeeded(String provider) {
    Transition transition = (circuit, now) -> rules.succeeded(circuit, now);
    if (rules.threshold().countsCalls()) {
      long now = nanoClock.getAsLong();
      gates.with(provider, now, gate -> settled(gate, transition, now));
    } else {
      settle(provider, transition);
    }
  }

  @Override
  public void recordFailure(String provider, BreakerFailure failure) {
    long now = nanoClock.getAsLong();
    CircuitBreakerRules by = rulesByKind.getOrDefault(failure.kind(), rules);
    gates.with(
        provider,
        now,
        gate -> {
          gate.fail(by, failure, now);
          return gate;
        });
  }

  @Override
  public void answered(String provider) {
    succeeded(provider);
  }

  @Override
  public void abandoned(String provider) {
    settle(provider, (circuit, now) -> rules.abandoned(circuit, now));
  }

  @Override
  public void reset(String provider) {
    settle(provider, (_, _) -> CircuitState.CLOSED);
  }

  @Override
  public void resetAll(String provider) {
    for (String name : gates.names()) {
      if (BreakerId.belongs(name, provider)) {
        reset(name);
      }
    }
  }

  @Override
  public List<String> openParts(String provider) {
    List<String> away = new ArrayList<>();
    for (String name : gates.names()) {
      if (BreakerId.isPart(name, provider)
          && peek(name, 0) instanceof AdmissionResult.BreakerOpen) {
        away.add(name);
      }
    }
    away.sort(null);
    return away;
  }

  @Override
  public AdmissionResult peek(String provider, int perMinute) {
    long now = nanoClock.getAsLong();
    AdmissionResult result = gates.withKnown(provider, gate -> gate.peek(perMinute, now));
    return result == null ? ProviderState.ADMITTED : result;
  }

  @Override
  public String mode() {
    return "memory";
  }

  @Override
  public void close() {}

  /**
   * Takes over how many nodes there are, this one included. From now on each permit that this node
   * gives by itself counts for as many, since the others that it cannot hear give theirs too.
   */
  void learnNodes(int count) {
    nodes = Math.max(1, count);
  }

  /** Takes over how many permits of a caller count on all nodes together. */
  void learnCaller(String caller, int taken) {
    callers.raiseTo(caller, taken, nanoClock.getAsLong());
  }

  /** The rates of callers as far as this node knows, the newest bucket first. */
  Map<String, int[]> callerRates(int atMost) {
    return callers.histories(atMost, nanoClock.getAsLong());
  }

  /** A provider's rate as far as this node knows, the newest bucket first. */
  int[] providerRate(String provider) {
    long now = nanoClock.getAsLong();
    return gates.with(provider, now, gate -> gate.history(now));
  }

  /** Takes over what the shared store said about a provider it was asked to admit. */
  void learnAdmission(String provider, int perMinute, RedisProviderReply reply) {
    long now = nanoClock.getAsLong();
    gates.with(
        provider,
        now,
        gate -> {
          gate.learnAdmission(reply, perMinute, now);
          return gate;
        });
  }

  /** Takes over what the shared store said about a provider. */
  void learn(String provider, RedisProviderReply reply) {
    long now = nanoClock.getAsLong();
    gates.with(
        provider,
        now,
        gate -> {
          gate.learn(reply, now);
          return gate;
        });
  }

  /** Whether a good call, or one without a verdict, would change nothing here or elsewhere. */
  boolean isClosed(String provider) {
    return rules.threshold().atOnce() && circuit(provider) instanceof CircuitState.Closed;
  }

  CircuitState circuit(String provider) {
    long now = nanoClock.getAsLong();
    CircuitState known = gates.withKnown(provider, gate -> gate.circuit(now));
    return known == null ? CircuitState.CLOSED : known;
  }

  /** Lists a name among {@link #providers} from now on, so that a shared store is asked for it. */
  void watch(String provider) {
    gates.with(provider, nanoClock.getAsLong(), gate -> gate);
  }

  /** The limit this node last used for a provider. */
  int perMinute(String provider) {
    return gates.with(provider, nanoClock.getAsLong(), ProviderState::perMinute);
  }

  /** Providers that anybody has asked about. */
  Collection<String> providers() {
    return gates.names();
  }

  /** Streams open on this node. */
  List<String> openStreams() {
    synchronized (streams) {
      return List.copyOf(streams);
    }
  }

  /** Nanoseconds from now to a time of this state's clock. */
  long nanosUntil(long time) {
    return time - nanoClock.getAsLong();
  }

  /** A standing that nothing is known of is closed, and stays so. */
  private void settle(String provider, Transition transition) {
    long now = nanoClock.getAsLong();
    gates.withKnown(provider, gate -> settled(gate, transition, now));
  }

  private static ProviderState settled(ProviderState gate, Transition transition, long now) {
    gate.settle(circuit -> transition.on(circuit, now));
    return gate;
  }

  /** What the end of an attempt makes of a standing. */
  private interface Transition {
    CircuitState on(CircuitState circuit, long now);
  }
}
