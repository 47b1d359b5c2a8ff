package dev.modelrouter;

import dev.modelrouter.dispatch.TargetHistory;
import dev.modelrouter.routing.Features;
import dev.modelrouter.routing.Standing;
import dev.modelrouter.routing.Surroundings;
import dev.modelrouter.routing.Target;
import dev.modelrouter.state.ProviderVerdict;
import dev.modelrouter.state.SharedState;
import java.util.function.LongSupplier;

/** What a router sees of this node and of the state that nodes share. */
final class Sights implements Surroundings {
  private final SharedState state;
  private final TargetHistory history;
  private final LongSupplier random;

  /**
   * What is to be seen here.
   *
   * @param random another number each time
   */
  Sights(SharedState state, TargetHistory history, LongSupplier random) {
    this.state = state;
    this.history = history;
    this.random = random;
  }

  /**
   * What is to be seen before anything has happened: everybody is well.
   *
   * @param seed what is drawn by lot depends on it
   */
  static Surroundings ofNothing(long seed) {
    return new Surroundings() {
      @Override
      public Standing standing(Target target, Features request) {
        return new Standing(target.model(), null, false, false, 0, -1, -1, -1);
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
    return new Standing(
        target.model(),
        null,
        verdict instanceof ProviderVerdict.CoolingDown,
        verdict instanceof ProviderVerdict.RateLimited,
        history.inFlight(target),
        history.firstTextMillis(target),
        history.tokensPerSecond(target),
        -1);
  }

  @Override
  public long seed() {
    return random.getAsLong();
  }
}
