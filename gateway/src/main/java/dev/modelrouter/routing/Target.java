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
 * @param seats the ways to the provider where there are several; else null
 * @param allowances limits of the route that leads there, beside the provider's own
 * @param name {@code provider/model}; kept, since whoever remembers something of a target looks it
 *     up by this; its model's breaker has the same name
 * @param way the route that leads there and the target, as decisions are told in short: {@code
 *     smart/weighted: groq/a}; null where no route leads there, or one that takes the model from
 *     the request: that is put together when it is told
 */
public record Target(
    Provider provider,
    String model,
    int perMinute,
    @Nullable SeatRing seats,
    List<Allowance> allowances,
    String name,
    @Nullable String way) {
  public Target {
    allowances = List.copyOf(allowances);
  }

  /** A place by all that is said of it. */
  public Target(
      Provider provider,
      String model,
      int perMinute,
      @Nullable SeatRing seats,
      List<Allowance> allowances) {
    this(provider, model, perMinute, seats, allowances, provider.id() + "/" + model, null);
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
  public Target by(Seat seat) {
    return new Target(seat.provider(), model, perMinute, seats, allowances, name, way);
  }

  /** The same place, where no route leads but the caller's own wish. */
  Target byWish() {
    return way == null
        ? this
        : new Target(provider, model, perMinute, seats, allowances, name, null);
  }

  /** The same place, where this route leads. */
  Target along(Route route) {
    String told = Words.visible(route.name().text() + "/" + route.strategy().word() + ": " + name);
    return new Target(provider, model, perMinute, seats, allowances, name, told);
  }
}
