package dev.modelrouter.routing;

import java.util.List;

/**
 * Why a request goes where it goes.
 *
 * @param route what was asked for
 * @param request what of the request decided
 * @param seed what decided where lots were drawn
 * @param candidates first those that may be asked, in their order, then those left out
 */
public record RoutingTrace(
    Route route, RoutingInput request, long seed, List<Candidate> candidates) {
  public RoutingTrace {
    candidates = List.copyOf(candidates);
  }
}
