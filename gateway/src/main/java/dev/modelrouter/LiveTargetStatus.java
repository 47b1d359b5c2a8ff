package dev.modelrouter;

import dev.modelrouter.dispatch.TargetStats;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.ModelInfo;
import dev.modelrouter.routing.NamedLimits;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.Price;
import dev.modelrouter.routing.RoutingEnvironment;
import dev.modelrouter.routing.RoutingInput;
import dev.modelrouter.routing.Target;
import dev.modelrouter.routing.TargetStatus;
import dev.modelrouter.state.AdmissionResult;
import dev.modelrouter.state.SharedState;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a router sees of this node and of the state that nodes share. */
final class LiveTargetStatus implements RoutingEnvironment {
  /** Tokens expected in an answer when nobody says how many there may be. */
  private static final int DEFAULT_ANSWER = 256;

  private final SharedState state;
  private final TargetStats targetStats;
  private final Supplier<ModelCatalogue> models;
  private final BooleanSupplier byModel;
  private final InstantSource wallClock;
  private final LongSupplier random;

  /**
   * What is to be seen here.
   *
   * @param models what is known of models
   * @param byModel whether each model has a breaker of its own
   * @param random another number each time
   */
  LiveTargetStatus(
      SharedState state,
      TargetStats targetStats,
      Supplier<ModelCatalogue> models,
      BooleanSupplier byModel,
      InstantSource wallClock,
      LongSupplier random) {
    this.state = state;
    this.targetStats = targetStats;
    this.models = models;
    this.byModel = byModel;
    this.wallClock = wallClock;
    this.random = random;
  }

  /**
   * What is to be seen before anything has happened: everybody is well.
   *
   * @param seed what is drawn by lot depends on it
   */
  static RoutingEnvironment ofNothing(ModelCatalogue models, long seed) {
    return new RoutingEnvironment() {
      @Override
      public TargetStatus status(Target target, RoutingInput request) {
        ModelInfo modelInfo = models.facts(target);
        return new TargetStatus(
            target.model(),
            modelInfo == null ? null : modelInfo.barred(request),
            false,
            false,
            0,
            -1,
            -1,
            modelInfo == null || modelInfo.price() == null
                ? -1
                : cost(modelInfo.price(), 0, request));
      }

      @Override
      public int contextTokens(Target target) {
        return LiveTargetStatus.contextTokens(models, target);
      }

      @Override
      public long seed() {
        return seed;
      }
    };
  }

  @Override
  public TargetStatus status(Target target, RoutingInput request) {
    AdmissionResult result = state.peek(target.id(), target.perMinute());
    AdmissionResult.BreakerOpen open = open(target, result);
    ModelInfo modelInfo = models.get().facts(target);
    TargetStats.RecentStats recentStats = targetStats.recent(target);
    return new TargetStatus(
        target.model(),
        modelInfo == null ? null : modelInfo.barred(request),
        open != null,
        result instanceof AdmissionResult.RateLimited || isRateLimited(target),
        recentStats.inFlight(),
        recentStats.firstTokenMillis(),
        recentStats.tokensPerSecond(),
        modelInfo == null || modelInfo.price() == null
            ? -1
            : cost(modelInfo.price(), targetStats.warmTokens(target, request.affinity()), request),
        open == null ? null : OpenCircuit.at(wallClock.instant(), open.remaining(), open.cause()));
  }

  /** The open circuit of the provider, or of the model; null where both are closed. */
  private AdmissionResult.@Nullable BreakerOpen open(Target target, AdmissionResult provider) {
    if (provider instanceof AdmissionResult.BreakerOpen open) {
      return open;
    }
    return byModel.getAsBoolean()
            && state.peek(target.name(), 0) instanceof AdmissionResult.BreakerOpen open
        ? open
        : null;
  }

  /** Whether the route that leads there has had what it may of this minute. */
  private boolean isRateLimited(Target target) {
    for (NamedLimits namedLimits : target.namedLimitses()) {
      int max = namedLimits.routeLimits().perMinute();
      if (max > 0 && !(state.peek(namedLimits.id(), max) instanceof AdmissionResult.Admitted)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int contextTokens(Target target) {
    return contextTokens(models.get(), target);
  }

  private static int contextTokens(ModelCatalogue models, Target target) {
    ModelInfo modelInfo = models.facts(target);
    Integer known = modelInfo == null ? null : modelInfo.contextTokens();
    return known == null ? Integer.MAX_VALUE : known;
  }

  private static long cost(Price price, long warm, RoutingInput request) {
    int answer = request.outputTokens() == 0 ? DEFAULT_ANSWER : request.outputTokens();
    long prompt = request.inputTokens();
    return price.nanoUsd(prompt, Math.min(warm, prompt), 0, answer);
  }

  @Override
  public long seed() {
    return random.getAsLong();
  }
}
