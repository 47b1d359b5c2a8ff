package dev.modelrouter.simulation;

import dev.modelrouter.dispatch.RetryBackoff;
import dev.modelrouter.policy.ConcurrencyLimiter;
import dev.modelrouter.policy.FixedConcurrencyLimiter;
import dev.modelrouter.policy.HedgeBudget;
import dev.modelrouter.policy.LatencyQuantile;
import dev.modelrouter.policy.LatencyTracker;
import dev.modelrouter.policy.RetryBudget;
import dev.modelrouter.state.AdmissionResult;
import dev.modelrouter.state.MemoryState;
import dev.modelrouter.state.SharedState;
import dev.modelrouter.state.StateTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One scenario played through: the product's policies around invented providers. */
final class SimulationRun {
  /** In flight at a target at most; it is twice as slow at 1,200. */
  private static final int MAX_IN_FLIGHT = 2_000;

  private static final long LUCK_OF_ARRIVALS = 1;
  private static final long LUCK_OF_BACKOFF = 2;

  final Scenario scenario;
  final Timeline timeline = new Timeline();
  final List<SimulatedProvider> providers;
  final SharedState state;
  final RetryBudget retryBudget = RetryBudget.defaultBudget();
  final HedgeBudget hedgeBudget = HedgeBudget.defaultBudget();
  final LatencyQuantile latencyQuantile = LatencyQuantile.p95();
  final RetryBackoff backoff;
  final List<LatencyTracker> latencies = new ArrayList<>();
  final List<ConcurrencyLimiter> limits = new ArrayList<>();
  final SimulationStatistics simulationStatistics;
  private final Map<Long, Long> warmUntil = new HashMap<>();
  private final SeededRandom arrivals;
  private int arrived;

  private SimulationRun(Scenario scenario) {
    this.scenario = scenario;
    this.simulationStatistics = new SimulationStatistics(scenario.requests());
    this.arrivals = new SeededRandom(scenario.seed(), LUCK_OF_ARRIVALS, 0);
    SeededRandom jitter = new SeededRandom(scenario.seed(), LUCK_OF_BACKOFF, 0);
    this.backoff = new RetryBackoff(jitter::uniform);
    this.providers = SimulatedProvider.three(scenario.seed(), scenario.length());
    this.state =
        new MemoryState(
            timeline::now,
            StateTiming.inService(
                    Duration.ofSeconds(5), scenario.longestPause(), Duration.ofSeconds(60))
                .with(scenario.threshold()));
    for (int i = 0; i < providers.size(); i++) {
      latencies.add(LatencyTracker.defaultTracker());
      limits.add(new FixedConcurrencyLimiter(MAX_IN_FLIGHT));
    }
  }

  /**
   * Plays a scenario through.
   *
   * @throws IllegalStateException if a request did not end exactly once or a permit is missing
   */
  static SimulationStatistics of(Scenario scenario) {
    SimulationRun simulationRun = new SimulationRun(scenario);
    simulationRun.nextArrival();
    simulationRun.timeline.play();
    simulationRun.check();
    return simulationRun.simulationStatistics;
  }

  long now() {
    return timeline.now();
  }

  /** Whether an attempt at a target would be let through now. */
  boolean looksWell(int target) {
    ConcurrencyLimiter limit = limits.get(target);
    return limit.inFlight() < limit.max()
        && state.peek(providers.get(target).name(), 0) instanceof AdmissionResult.Admitted;
  }

  /** Whether a target has a conversation's prompt in its cache. */
  boolean warm(int target, long conversation) {
    return warmUntil.getOrDefault(conversation * providers.size() + target, 0L) > now();
  }

  /** A target has answered in a conversation. */
  void warmed(int target, long conversation) {
    warmUntil.put(conversation * providers.size() + target, now() + Scenario.WARM_NANOS);
  }

  private void nextArrival() {
    if (arrived < scenario.requests()) {
      long gap = (long) (arrivals.exponential() * 1e9 / Scenario.RATE);
      timeline.at(now() + gap, this::arrive);
    }
  }

  private void arrive() {
    new SimulatedExchange(this, arrived++).start();
    nextArrival();
  }

  private void check() {
    if (simulationStatistics.ended() != scenario.requests()) {
      throw new IllegalStateException(
          simulationStatistics.ended() + " ends of " + scenario.requests() + " requests");
    }
    for (ConcurrencyLimiter limit : limits) {
      if (limit.inFlight() != 0) {
        throw new IllegalStateException(limit.inFlight() + " permits were not given back");
      }
    }
  }
}
