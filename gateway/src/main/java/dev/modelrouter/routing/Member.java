package dev.modelrouter.routing;

import dev.modelrouter.provider.Provider;
import java.util.List;

/**
 * A provider that takes part in routing.
 *
 * @param provider who; asked in the first of the ways there are
 * @param perMinute most requests a minute over all callers; 0 for no limit
 * @param inFallback whether it is tried when the caller names nobody
 * @param seats the ways to it where there are several; else nothing
 */
public record Member(Provider provider, int perMinute, boolean inFallback, List<Seat> seats) {
  public Member {
    seats = List.copyOf(seats);
  }

  /** A provider to which there is one way. */
  public Member(Provider provider, int perMinute, boolean inFallback) {
    this(provider, perMinute, inFallback, List.of());
  }

  /** The provider's name. */
  public String id() {
    return provider.id();
  }
}
