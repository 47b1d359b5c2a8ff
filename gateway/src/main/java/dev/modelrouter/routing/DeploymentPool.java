package dev.modelrouter.routing;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.policy.WeightedRoundRobin;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The several ways to one provider, taken in turn. One for all event loops; safe for threads. */
public final class DeploymentPool {
  private final List<Deployment> all;
  private final WeightedRoundRobin roundRobin;
  private final boolean severalPlaces;

  /**
   * A ring.
   *
   * @param all at least two
   * @param severalPlaces whether they lead to more than one address
   */
  public DeploymentPool(List<Deployment> all, boolean severalPlaces) {
    this.all = List.copyOf(all);
    this.roundRobin =
        new WeightedRoundRobin(
            all.stream()
                .map(
                    deployment ->
                        new WeightedRoundRobin.WeightedKey(new BreakerId(deployment.id()), 1))
                .toList());
    this.severalPlaces = severalPlaces;
  }

  /** All of them. */
  public List<Deployment> all() {
    return all;
  }

  /** Whether they lead to more than one address. */
  public boolean severalPlaces() {
    return severalPlaces;
  }

  /** The seat whose turn it is among the usable ones, or null. */
  public @Nullable Deployment next(Predicate<Deployment> usable) {
    int place = roundRobin.place(i -> usable.test(all.get(i)));
    return place < 0 ? null : all.get(place);
  }

  /** Whether an error is held against the seat, and not against the provider. */
  public boolean isDeploymentFailure(GatewayError error) {
    return severalPlaces
        ? error.code().effect() == ErrorCode.FailureEffect.OPENS_CIRCUIT
        : WeightedRoundRobin.isKeysOwn(error);
  }
}
