package dev.modelrouter.simulation;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.Permit;
import dev.modelrouter.policy.Permit.Outcome;
import dev.modelrouter.state.AdmissionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request with its attempts, as the dispatcher leads it: admit, attempt, retry where nobody
 * else could answer, next target, hedge; the first content token commits. A stream that breaks off
 * after it is a cut answer, unless the next target goes on with it.
 */
final class SimulatedExchange implements SimulatedStrategy.TargetView {
  private static final long SECOND = 1_000_000_000L;
  private static final long OPERATION_LIMIT = 60 * SECOND;

  /** Time to the first token while others could answer, and when nobody else could. */
  private static final long FIRST_TOKEN_LIMIT = 10 * SECOND;

  private static final long LAST_TARGET_LIMIT = 30 * SECOND;
  private static final int MAX_RETRIES = 2;
  private static final long LUCK_OF_REQUESTS = 3;
  private static final long LUCK_OF_CHOICES = 4;
  private static final long LUCK_OF_ATTEMPTS = 5;
  private static final long LUCK_OF_CONVERSATIONS = 6;

  /** What of the price of an input token is paid where the prompt is cached. */
  private static final double CACHED = 0.5;

  private static final GatewayError SILENT = GatewayError.of(ErrorCode.TIMEOUT, "simulated");

  private final SimulationRun simulationRun;
  private final int number;
  private final long arrivedAt;
  private final int inputTokens;
  private final int outputTokens;
  private final int[] targets;
  private final List<SimulatedAttempt> simulatedAttempts = new ArrayList<>(2);
  private int next;
  private int attempts;
  private int retries;
  private final long conversation;

  /** Tokens that the caller has got from targets that died. */
  private double delivered;

  private boolean begun;
  private boolean ended;

  SimulatedExchange(SimulationRun simulationRun, int number) {
    this.simulationRun = simulationRun;
    this.number = number;
    this.arrivedAt = simulationRun.now();
    this.targets = new int[simulationRun.providers.size()];
    SeededRandom seededRandom =
        new SeededRandom(simulationRun.scenario.seed(), LUCK_OF_REQUESTS, number);
    this.inputTokens = 20 + (int) (400 * seededRandom.logNormal(1));
    this.outputTokens = 20 + (int) (150 * seededRandom.logNormal(0.6));
    SeededRandom whose =
        new SeededRandom(simulationRun.scenario.seed(), LUCK_OF_CONVERSATIONS, number);
    this.conversation =
        arrivedAt / Scenario.WARM_NANOS * Scenario.CONVERSATIONS
            + (long) (whose.uniform() * Scenario.CONVERSATIONS);
  }

  void start() {
    simulationRun.retryBudget.request(simulationRun.now());
    simulationRun.hedgeBudget.request();
    SeededRandom seededRandom =
        new SeededRandom(simulationRun.scenario.seed(), LUCK_OF_CHOICES, number);
    simulationRun.scenario.simulatedStrategy().order(targets, this, seededRandom);
    nextTarget();
  }

  // What a strategy may know.

  @Override
  public int weight(int target) {
    return simulationRun.providers.get(target).weight();
  }

  @Override
  public int inFlight(int target) {
    return simulationRun.limits.get(target).inFlight();
  }

  @Override
  public long expectedNanos(int target) {
    return simulationRun
        .latencies
        .get(target)
        .answerNanos(outputTokens, simulationRun.now())
        .orElse(0);
  }

  @Override
  public double cost(int target) {
    return simulationRun.providers.get(target).cost(paidInput(target), outputTokens);
  }

  @Override
  public long conversation() {
    return conversation;
  }

  /** Input tokens that are paid for in full, were there no cache. */
  private double paidInput(int target) {
    return simulationRun.warm(target, conversation) ? CACHED * inputTokens : inputTokens;
  }

  /** Output tokens that are yet to come. */
  private int remaining() {
    return Math.max(1, (int) (outputTokens - delivered));
  }

  // The walk.

  private void nextTarget() {
    retries = 0;
    while (next < targets.length && simulationRun.now() < arrivedAt + OPERATION_LIMIT) {
      if (attempt(targets[next++], false)) {
        return;
      }
    }
    if (simulatedAttempts.isEmpty()) {
      end();
      if (begun) {
        simulationRun.simulationStatistics.cut();
      } else {
        simulationRun.simulationStatistics.failed();
      }
    }
  }

  /** Begins an attempt if it is let through. */
  private boolean attempt(int target, boolean hedge) {
    SimulatedProvider provider = simulationRun.providers.get(target);
    long now = simulationRun.now();
    Permit permit = simulationRun.limits.get(target).take(now);
    if (permit == null) {
      return false;
    }
    AdmissionResult result = simulationRun.state.admitProvider(provider.name(), 0).result();
    if (!(result instanceof AdmissionResult.Admitted admitted)) {
      permit.end(Outcome.IGNORED, now);
      return false;
    }
    SeededRandom seededRandom =
        new SeededRandom(
            simulationRun.scenario.seed(), LUCK_OF_ATTEMPTS + target, number * 16L + attempts++);
    AttemptScript attemptScript =
        provider.attempt(now, seededRandom, remaining(), inFlight(target));
    SimulatedAttempt started =
        new SimulatedAttempt(provider, permit, admitted.probe(), hedge, now, attemptScript);
    simulatedAttempts.add(started);
    simulationRun.simulationStatistics.attempt();
    long limit = now + (othersCouldAnswer() ? FIRST_TOKEN_LIMIT : LAST_TARGET_LIMIT);
    long deadline = Math.min(limit, arrivedAt + OPERATION_LIMIT);
    GatewayError error = attemptScript.firstTokenAt() > deadline ? SILENT : attemptScript.error();
    if (error == null) {
      simulationRun.timeline.at(attemptScript.firstTokenAt(), () -> firstToken(started));
    } else {
      simulationRun.timeline.at(
          Math.min(attemptScript.firstTokenAt(), deadline), () -> failed(started, target, error));
    }
    if (!hedge && !begun) {
      planHedge(started, Math.min(attemptScript.firstTokenAt(), deadline));
    }
    return true;
  }

  private void planHedge(SimulatedAttempt late, long answersAt) {
    OptionalLong delay =
        simulationRun.scenario.hedging()
            ? simulationRun.latencyQuantile.nanos(simulationRun.now())
            : OptionalLong.empty();
    if (delay.isPresent() && late.startedAt + delay.getAsLong() < answersAt) {
      simulationRun.timeline.at(late.startedAt + delay.getAsLong(), () -> hedge(late));
    }
  }

  private void hedge(SimulatedAttempt late) {
    if (late.over || simulatedAttempts.size() > 1) {
      return;
    }
    for (int i = next; i < targets.length; i++) {
      int target = targets[i];
      if (simulationRun.looksWell(target)) {
        if (simulationRun.hedgeBudget.hedge() && attempt(target, true)) {
          simulationRun.simulationStatistics.hedge();
          // It is no longer a target for later.
          System.arraycopy(targets, next, targets, next + 1, i - next);
          targets[next++] = target;
        }
        return;
      }
    }
  }

  private void failed(SimulatedAttempt failed, int target, GatewayError error) {
    if (failed.over) {
      return;
    }
    leave(failed, Outcome.OVERLOADED);
    simulationRun
        .latencies
        .get(target)
        .firstToken(simulationRun.now() - failed.startedAt, simulationRun.now());
    if (!simulatedAttempts.isEmpty()) {
      // The other one of a hedge goes on alone.
      simulationRun.state.failed(failed.provider.name(), error.retryAfter());
      return;
    }
    Long pause = failed.hedge ? null : pauseBeforeRetry(failed, error);
    if (pause == null) {
      simulationRun.state.failed(failed.provider.name(), error.retryAfter());
      nextTarget();
      return;
    }
    retries++;
    simulationRun.simulationStatistics.retry();
    simulationRun.timeline.at(
        simulationRun.now() + pause * 1_000_000, () -> retry(failed, target, error));
  }

  private void retry(SimulatedAttempt failed, int target, GatewayError error) {
    if (!attempt(target, false)) {
      simulationRun.state.failed(failed.provider.name(), error.retryAfter());
      nextTarget();
    }
  }

  private @Nullable Long pauseBeforeRetry(SimulatedAttempt failed, GatewayError error) {
    if (failed.probe
        || !error.code().retryable()
        || retries >= MAX_RETRIES
        || othersCouldAnswer()) {
      return null;
    }
    Long pause = simulationRun.backoff.delayMillis(error, true, retries);
    boolean worthIt =
        pause != null && simulationRun.now() + pause * 1_000_000 < arrivedAt + OPERATION_LIMIT;
    return worthIt && simulationRun.retryBudget.retry(simulationRun.now()) ? pause : null;
  }

  private boolean othersCouldAnswer() {
    for (int i = next; i < targets.length; i++) {
      if (simulationRun.looksWell(targets[i])) {
        return true;
      }
    }
    return false;
  }

  private void firstToken(SimulatedAttempt first) {
    if (first.over) {
      return;
    }
    long now = simulationRun.now();
    for (SimulatedAttempt loser : List.copyOf(simulatedAttempts)) {
      if (loser != first) {
        cancel(loser);
      }
    }
    long waited = now - first.startedAt;
    simulationRun.latencies.get(first.provider.number()).firstToken(waited, now);
    simulationRun.latencyQuantile.observe(waited, now);
    if (!begun) {
      begun = true;
      simulationRun.simulationStatistics.firstToken(now - arrivedAt);
    }
    simulationRun.timeline.at(first.attemptScript.endAt(), () -> streamEnded(first));
  }

  private void streamEnded(SimulatedAttempt last) {
    long now = simulationRun.now();
    long streamed = now - last.attemptScript.firstTokenAt();
    leave(last, last.attemptScript.breaks() ? Outcome.OVERLOADED : Outcome.SUCCEEDED);
    int target = last.provider.number();
    if (last.attemptScript.breaks()) {
      simulationRun.state.failed(last.provider.name(), null);
      double brought = Math.min(remaining(), streamed / 1e9 * last.provider.tokensPerSecond());
      simulationRun.simulationStatistics.billed(
          last.provider.cost(paidInput(target) + delivered, brought));
      delivered += brought;
      if (simulationRun.scenario.continuation()) {
        nextTarget();
      } else {
        end();
        simulationRun.simulationStatistics.cut();
      }
    } else {
      end();
      simulationRun.state.succeeded(last.provider.name());
      simulationRun.latencies.get(target).stream(remaining(), streamed, now);
      simulationRun.simulationStatistics.billed(
          last.provider.cost(paidInput(target) + delivered, remaining()));
      simulationRun.warmed(target, conversation);
      simulationRun.simulationStatistics.answered();
    }
  }

  /** The loser of a hedge: not held against it, but its input is billed. */
  private void cancel(SimulatedAttempt loser) {
    leave(loser, Outcome.IGNORED);
    long waited = simulationRun.now() - loser.startedAt;
    simulationRun.state.abandoned(loser.provider.name());
    simulationRun.latencies.get(loser.provider.number()).firstToken(waited, simulationRun.now());
    simulationRun.latencyQuantile.observe(waited, simulationRun.now());
    simulationRun.simulationStatistics.billed(
        loser.provider.cost(paidInput(loser.provider.number()), 0));
  }

  private void leave(SimulatedAttempt gone, Outcome outcome) {
    gone.over = true;
    simulatedAttempts.remove(gone);
    if (!gone.permit.end(outcome, simulationRun.now())) {
      throw new IllegalStateException("a permit came back twice");
    }
  }

  private void end() {
    if (ended) {
      throw new IllegalStateException("a request ended twice");
    }
    ended = true;
  }
}
