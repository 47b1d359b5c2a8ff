package dev.modelrouter.routing;

import dev.modelrouter.provider.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place a request may go to.
 *
 * @param provider who answers there
 * @param model the provider's name for the model
 * @param perMinute most requests a minute over all callers; 0 for no limit
 * @param deployments the ways to the provider where there are several; else null
 * @param namedLimitses limits of the route that leads there, beside the provider's own
 * @param name {@code provider/model}; kept, since whoever remembers something of a target looks it
 *     up by this; its model's breaker has the same name
 * @param deployment the route that leads there and the target, as decisions are told in short:
 *     {@code smart/weighted: groq/a}; null where no route leads there, or one that takes the model
 *     from the request: that is put together when it is told
 */
public record Target(
    Provider provider,
    String model,
    int perMinute,
    @Nullable DeploymentPool deployments,
    List<NamedLimits> namedLimitses,
    String name,
    @Nullable String deployment) {
  public Target {
    namedLimitses = List.copyOf(namedLimitses);
  }

  /** A place by all that is said of it. */
  public Target(
      Provider provider,
      String model,
      int perMinute,
      @Nullable DeploymentPool deployments,
      List<NamedLimits> namedLimitses) {
    this(provider, model, perMinute, deployments, namedLimitses, provider.id() + "/" + model, null);
  }

  /** A place to which there is one way. */
  public Target(Provider provider, String model, int perMinute) {
    this(provider, model, perMinute, null, List.of());
  }

  /** The provider's name. */
  public String id() {
    return provider.id();
  }

  /** The same place, gone to this way. */
  public Target by(Deployment seat) {
    return new Target(
        seat.provider(), model, perMinute, deployments, namedLimitses, name, deployment);
  }

  /** The same place, where no route leads but the caller's own wish. */
  Target requestedByCaller() {
    return deployment == null
        ? this
        : new Target(provider, model, perMinute, deployments, namedLimitses, name, null);
  }

  /** The same place, where this route leads. */
  Target along(Route route) {
    String told =
        HeaderSafeText.visible(
            route.name().text() + "/" + route.strategy().wireName() + ": " + name);
    return new Target(provider, model, perMinute, deployments, namedLimitses, name, told);
  }
}
