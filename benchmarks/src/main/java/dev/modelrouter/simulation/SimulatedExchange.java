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
final class SimulatedExchange implements Choice.View {
  private static final long SECOND = 1_000_000_000L;
  private static final long OPERATION_LIMIT = 60 * SECOND;

  /** Time to the first token while others could answer, and when nobody else could. */
  private static final long FIRST_TOKEN_LIMIT = 10 * SECOND;

  private static final long LAST_TARGET_LIMIT = 30 * SECOND;
  private static final int MOST_RETRIES = 2;
  private static final long LUCK_OF_REQUESTS = 3;
  private static final long LUCK_OF_CHOICES = 4;
  private static final long LUCK_OF_ATTEMPTS = 5;
  private static final long LUCK_OF_CONVERSATIONS = 6;

  /** What of the price of an input token is paid where the prompt is cached. */
  private static final double CACHED = 0.5;

  private static final GatewayError SILENT = GatewayError.of(ErrorCode.TIMEOUT, "simulated");

  private final Run run;
  private final int number;
  private final long arrivedAt;
  private final int inputTokens;
  private final int outputTokens;
  private final int[] targets;
  private final List<Try> tries = new ArrayList<>(2);
  private int next;
  private int attempts;
  private int retries;
  private final long conversation;

  /** Tokens that the caller has got from targets that died. */
  private double said;

  private boolean begun;
  private boolean ended;

  SimulatedExchange(Run run, int number) {
    this.run = run;
    this.number = number;
    this.arrivedAt = run.now();
    this.targets = new int[run.providers.size()];
    Dice dice = new Dice(run.scenario.seed(), LUCK_OF_REQUESTS, number);
    this.inputTokens = 20 + (int) (400 * dice.logNormal(1));
    this.outputTokens = 20 + (int) (150 * dice.logNormal(0.6));
    Dice whose = new Dice(run.scenario.seed(), LUCK_OF_CONVERSATIONS, number);
    this.conversation =
        arrivedAt / Scenario.WARM_NANOS * Scenario.CONVERSATIONS
            + (long) (whose.uniform() * Scenario.CONVERSATIONS);
  }

  void start() {
    run.retryBudget.request(run.now());
    run.hedgeBudget.request();
    Dice dice = new Dice(run.scenario.seed(), LUCK_OF_CHOICES, number);
    run.scenario.choice().order(targets, this, dice);
    nextTarget();
  }

  // What a strategy may know.

  @Override
  public int weight(int target) {
    return run.providers.get(target).weight();
  }

  @Override
  public int inFlight(int target) {
    return run.limits.get(target).inFlight();
  }

  @Override
  public long expectedNanos(int target) {
    return run.latencies.get(target).answerNanos(outputTokens, run.now()).orElse(0);
  }

  @Override
  public double cost(int target) {
    return run.providers.get(target).cost(paidInput(target), outputTokens);
  }

  @Override
  public long conversation() {
    return conversation;
  }

  /** Input tokens that are paid for in full, were there no cache. */
  private double paidInput(int target) {
    return run.warm(target, conversation) ? CACHED * inputTokens : inputTokens;
  }

  /** Output tokens that are yet to come. */
  private int remaining() {
    return Math.max(1, (int) (outputTokens - said));
  }

  // The walk.

  private void nextTarget() {
    retries = 0;
    while (next < targets.length && run.now() < arrivedAt + OPERATION_LIMIT) {
      if (attempt(targets[next++], false)) {
        return;
      }
    }
    if (tries.isEmpty()) {
      end();
      if (begun) {
        run.figures.cut();
      } else {
        run.figures.failed();
      }
    }
  }

  /** Begins an attempt if it is let through. */
  private boolean attempt(int target, boolean hedge) {
    SimulatedProvider provider = run.providers.get(target);
    long now = run.now();
    Permit permit = run.limits.get(target).take(now);
    if (permit == null) {
      return false;
    }
    AdmissionResult result = run.state.admitProvider(provider.name(), 0).result();
    if (!(result instanceof AdmissionResult.Admitted admitted)) {
      permit.end(Outcome.IGNORED, now);
      return false;
    }
    Dice dice = new Dice(run.scenario.seed(), LUCK_OF_ATTEMPTS + target, number * 16L + attempts++);
    Script script = provider.attempt(now, dice, remaining(), inFlight(target));
    Try started = new Try(provider, permit, admitted.probe(), hedge, now, script);
    tries.add(started);
    run.figures.attempt();
    long limit = now + (othersCouldAnswer() ? FIRST_TOKEN_LIMIT : LAST_TARGET_LIMIT);
    long deadline = Math.min(limit, arrivedAt + OPERATION_LIMIT);
    GatewayError error = script.firstTokenAt() > deadline ? SILENT : script.error();
    if (error == null) {
      run.timeline.at(script.firstTokenAt(), () -> firstToken(started));
    } else {
      run.timeline.at(
          Math.min(script.firstTokenAt(), deadline), () -> failed(started, target, error));
    }
    if (!hedge && !begun) {
      planHedge(started, Math.min(script.firstTokenAt(), deadline));
    }
    return true;
  }

  private void planHedge(Try late, long answersAt) {
    OptionalLong delay =
        run.scenario.hedging() ? run.latencyQuantile.nanos(run.now()) : OptionalLong.empty();
    if (delay.isPresent() && late.startedAt + delay.getAsLong() < answersAt) {
      run.timeline.at(late.startedAt + delay.getAsLong(), () -> hedge(late));
    }
  }

  private void hedge(Try late) {
    if (late.over || tries.size() > 1) {
      return;
    }
    for (int i = next; i < targets.length; i++) {
      int target = targets[i];
      if (run.looksWell(target)) {
        if (run.hedgeBudget.hedge() && attempt(target, true)) {
          run.figures.hedge();
          // It is no longer a target for later.
          System.arraycopy(targets, next, targets, next + 1, i - next);
          targets[next++] = target;
        }
        return;
      }
    }
  }

  private void failed(Try failed, int target, GatewayError error) {
    if (failed.over) {
      return;
    }
    leave(failed, Outcome.OVERLOADED);
    run.latencies.get(target).firstToken(run.now() - failed.startedAt, run.now());
    if (!tries.isEmpty()) {
      // The other one of a hedge goes on alone.
      run.state.failed(failed.provider.name(), error.retryAfter());
      return;
    }
    Long pause = failed.hedge ? null : pauseBeforeRetry(failed, error);
    if (pause == null) {
      run.state.failed(failed.provider.name(), error.retryAfter());
      nextTarget();
      return;
    }
    retries++;
    run.figures.retry();
    run.timeline.at(run.now() + pause * 1_000_000, () -> retry(failed, target, error));
  }

  private void retry(Try failed, int target, GatewayError error) {
    if (!attempt(target, false)) {
      run.state.failed(failed.provider.name(), error.retryAfter());
      nextTarget();
    }
  }

  private @Nullable Long pauseBeforeRetry(Try failed, GatewayError error) {
    if (failed.probe
        || !error.code().retryable()
        || retries >= MOST_RETRIES
        || othersCouldAnswer()) {
      return null;
    }
    Long pause = run.backoff.delayMillis(error, true, retries);
    boolean worthIt = pause != null && run.now() + pause * 1_000_000 < arrivedAt + OPERATION_LIMIT;
    return worthIt && run.retryBudget.retry(run.now()) ? pause : null;
  }

  private boolean othersCouldAnswer() {
    for (int i = next; i < targets.length; i++) {
      if (run.looksWell(targets[i])) {
        return true;
      }
    }
    return false;
  }

  private void firstToken(Try first) {
    if (first.over) {
      return;
    }
    long now = run.now();
    for (Try loser : List.copyOf(tries)) {
      if (loser != first) {
        cancel(loser);
      }
    }
    long waited = now - first.startedAt;
    run.latencies.get(first.provider.number()).firstToken(waited, now);
    run.latencyQuantile.observe(waited, now);
    if (!begun) {
      begun = true;
      run.figures.firstToken(now - arrivedAt);
    }
    run.timeline.at(first.script.endAt(), () -> streamEnded(first));
  }

  private void streamEnded(Try last) {
    long now = run.now();
    long streamed = now - last.script.firstTokenAt();
    leave(last, last.script.breaks() ? Outcome.OVERLOADED : Outcome.SUCCEEDED);
    int target = last.provider.number();
    if (last.script.breaks()) {
      run.state.failed(last.provider.name(), null);
      double brought = Math.min(remaining(), streamed / 1e9 * last.provider.tokensPerSecond());
      run.figures.billed(last.provider.cost(paidInput(target) + said, brought));
      said += brought;
      if (run.scenario.continuation()) {
        nextTarget();
      } else {
        end();
        run.figures.cut();
      }
    } else {
      end();
      run.state.succeeded(last.provider.name());
      run.latencies.get(target).stream(remaining(), streamed, now);
      run.figures.billed(last.provider.cost(paidInput(target) + said, remaining()));
      run.warmed(target, conversation);
      run.figures.answered();
    }
  }

  /** The loser of a hedge: not held against it, but its input is billed. */
  private void cancel(Try loser) {
    leave(loser, Outcome.IGNORED);
    long waited = run.now() - loser.startedAt;
    run.state.abandoned(loser.provider.name());
    run.latencies.get(loser.provider.number()).firstToken(waited, run.now());
    run.latencyQuantile.observe(waited, run.now());
    run.figures.billed(loser.provider.cost(paidInput(loser.provider.number()), 0));
  }

  private void leave(Try gone, Outcome outcome) {
    gone.over = true;
    tries.remove(gone);
    if (!gone.permit.end(outcome, run.now())) {
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
