package dev.modelrouter.provider.chaos;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.provider.ScriptedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers with sixty numbered words, or fails: as drawn by the plan, or, for a model that has a
 * fault's name, always so. The n-th request draws the same in every run with the same seed.
 */
public final class ChaosProvider implements LocalProvider {
  private static final String ID = "chaos";
  private static final int WORDS = 60;
  private static final int DEATH = 40;
  private static final int STALL = 20;
  private static final int BREAK = 30;
  private static final int PROMPT_TOKENS = 10;
  private static final int BAD_REQUEST = 400;
  private static final long OUTAGE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final Duration LATE = Duration.ofSeconds(20);
  private static final Duration END_MARK = Duration.ofSeconds(1);
  private static final Duration FULL = Duration.ofSeconds(2);

  private final ChaosPlan plan;
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final AtomicLong requests = new AtomicLong();

  /**
   * A provider with this plan.
   *
   * @param nanoClock monotonic, nanoseconds; an outage begins now
   */
  public ChaosProvider(ChaosPlan plan, LongSupplier nanoClock) {
    this.plan = plan;
    this.nanoClock = nanoClock;
    this.startedAt = nanoClock.getAsLong();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String defaultModel() {
    return ID;
  }

  @Override
  public List<ScriptedStep> play(String model, boolean stream) {
    SplittableRandom random = new SplittableRandom(plan.seed() + requests.getAndIncrement());
    double draw = random.nextDouble();
    ChaosFault named = ChaosFault.of(model);
    ChaosFault fault = named == null ? drawn(draw) : named;
    return fault == null ? words(random, WORDS, List.of(end())) : steps(fault, random);
  }

  private @Nullable ChaosFault drawn(double draw) {
    double below = 0;
    for (ChaosFault fault : ChaosFault.values()) {
      below += plan.faults().getOrDefault(fault, 0.0);
      if (draw < below) {
        return fault;
      }
    }
    return null;
  }

  private List<ScriptedStep> steps(ChaosFault fault, SplittableRandom random) {
    return switch (fault) {
      case FULL -> fail(ErrorCode.RATE_LIMIT, "is full for 2 s", FULL);
      case FULL_FOR_EVER -> fail(ErrorCode.RATE_LIMIT, "is full", null);
      case ERROR -> fail(ErrorCode.SERVER_ERROR, "answered 500", null);
      case OVERLOADED, DOWN -> fail(ErrorCode.SERVER_ERROR, "answered 503", null);
      case RESET -> fail(ErrorCode.CONNECTION_ERROR, "broke the connection", null);
      case HANG -> List.of(new ScriptedStep.Hang());
      case SLOW -> {
        List<ScriptedStep> scriptedSteps = new ArrayList<>(List.of(new ScriptedStep.Pause(LATE)));
        scriptedSteps.addAll(words(random, WORDS, List.of(end())));
        yield scriptedSteps;
      }
      case DIE, DIE_BEFORE_PREFILL ->
          words(
              random,
              DEATH,
              fail(
                  ErrorCode.CONNECTION_ERROR,
                  "broke the connection in the middle of its answer",
                  null));
      case STALL -> words(random, STALL, List.of(new ScriptedStep.Hang()));
      case BROKEN_EVENT -> {
        List<ScriptedStep> scriptedSteps = words(random, WORDS, List.of(end()));
        scriptedSteps.add(2 * BREAK, new ScriptedStep.MalformedEvent("rehearsed"));
        yield scriptedSteps;
      }
      case NO_END -> words(random, WORDS, List.of(new ScriptedStep.Pause(END_MARK), end()));
      case TOO_LONG ->
          complain(
              ErrorCode.CONTEXT_LENGTH,
              "context_length_exceeded",
              "The prompt is longer than the model's context.");
      case REFUSED ->
          complain(
              ErrorCode.CONTENT_POLICY,
              "content_policy_violation",
              "The content is refused by policy.");
      case OUTAGE ->
          nanoClock.getAsLong() - startedAt < OUTAGE_NANOS
              ? fail(ErrorCode.SERVER_ERROR, "answered 503", null)
              : words(random, WORDS, List.of(end()));
    };
  }

  /** So many words, each behind a pause, and then this. */
  private List<ScriptedStep> words(SplittableRandom random, int count, List<ScriptedStep> last) {
    ChaosLatency latency = plan.latency();
    List<ScriptedStep> scriptedSteps = new ArrayList<>(2 * count + last.size());
    for (int i = 1; i <= count; i++) {
      int millis =
          i == 1
              ? random.nextInt(latency.minFirst(), latency.maxFirst() + 1)
              : random.nextInt(latency.minBetween(), latency.maxBetween() + 1);
      scriptedSteps.add(new ScriptedStep.Pause(Duration.ofMillis(millis)));
      scriptedSteps.add(new ScriptedStep.Say("w" + i + " "));
    }
    scriptedSteps.addAll(last);
    return scriptedSteps;
  }

  private static ScriptedStep end() {
    return new ScriptedStep.End(FinishReason.STOP, new Usage(PROMPT_TOKENS, WORDS));
  }

  private static List<ScriptedStep> fail(
      ErrorCode code, String what, @Nullable Duration retryAfter) {
    return List.of(new ScriptedStep.Fail(new GatewayError(code, ID + " " + what, retryAfter)));
  }

  private static List<ScriptedStep> complain(ErrorCode code, String word, String sentence) {
    return List.of(
        new ScriptedStep.Fail(
            new GatewayError(
                code,
                ID + " answered 400: " + sentence,
                null,
                new ProviderError(BAD_REQUEST, sentence, "invalid_request_error", word, null))));
  }
}
