package dev.modelrouter;

import dev.modelrouter.dispatch.TargetHistory;
import dev.modelrouter.routing.Allowance;
import dev.modelrouter.routing.Features;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.ModelFacts;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.Price;
import dev.modelrouter.routing.Standing;
import dev.modelrouter.routing.Surroundings;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.ProviderVerdict;
import dev.modelrouter.state.SharedState;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a router sees of this node and of the state that nodes share. */
final class Sights implements Surroundings {
  /** Tokens expected in an answer when nobody says how many there may be. */
  private static final int USUAL_ANSWER = 256;

  private final SharedState state;
  private final TargetHistory history;
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
  Sights(
      SharedState state,
      TargetHistory history,
      Supplier<ModelCatalogue> models,
      BooleanSupplier byModel,
      InstantSource wallClock,
      LongSupplier random) {
    this.state = state;
    this.history = history;
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
  static Surroundings ofNothing(ModelCatalogue models, long seed) {
    return new Surroundings() {
      @Override
      public Standing standing(Target target, Features request) {
        ModelFacts facts = models.facts(target);
        return new Standing(
            target.model(),
            facts == null ? null : facts.barred(request),
            false,
            false,
            0,
            -1,
            -1,
            facts == null || facts.price() == null ? -1 : cost(facts.price(), 0, request));
      }

      @Override
      public int contextTokens(Target target) {
        return Sights.contextTokens(models, target);
      }

      @Override
      public long seed() {
        return seed;
      }
    };
  }

  @Override
  public Standing standing(Target target, Features request) {
    ProviderVerdict verdict = state.peek(target.id(), target.perMinute());
    ProviderVerdict.CoolingDown open = open(target, verdict);
    ModelFacts facts = models.get().facts(target);
    TargetHistory.Lately lately = history.lately(target);
    return new Standing(
        target.model(),
        facts == null ? null : facts.barred(request),
        open != null,
        verdict instanceof ProviderVerdict.RateLimited || spent(target),
        lately.inFlight(),
        lately.firstTextMillis(),
        lately.tokensPerSecond(),
        facts == null || facts.price() == null
            ? -1
            : cost(facts.price(), history.warmTokens(target, request.affinity()), request),
        open == null ? null : OpenCircuit.at(wallClock.instant(), open.remaining(), open.cause()));
  }

  /** The open circuit of the provider, or of the model; null where both are closed. */
  private ProviderVerdict.@Nullable CoolingDown open(Target target, ProviderVerdict provider) {
    if (provider instanceof ProviderVerdict.CoolingDown open) {
      return open;
    }
    return byModel.getAsBoolean()
            && state.peek(target.name(), 0) instanceof ProviderVerdict.CoolingDown open
        ? open
        : null;
  }

  /** Whether the route that leads there has had what it may of this minute. */
  private boolean spent(Target target) {
    for (Allowance allowance : target.allowances()) {
      int most = allowance.limits().perMinute();
      if (most > 0 && !(state.peek(allowance.id(), most) instanceof ProviderVerdict.Admitted)) {
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
    ModelFacts facts = models.facts(target);
    Integer known = facts == null ? null : facts.contextTokens();
    return known == null ? Integer.MAX_VALUE : known;
  }

  private static long cost(Price price, long warm, Features request) {
    int answer = request.outputTokens() == 0 ? USUAL_ANSWER : request.outputTokens();
    long prompt = request.inputTokens();
    return price.nanoUsd(prompt, Math.min(warm, prompt), 0, answer);
  }

  @Override
  public long seed() {
    return random.getAsLong();
  }
}
