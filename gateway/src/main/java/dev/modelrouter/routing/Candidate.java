package dev.modelrouter.routing;

import org.jspecify.annotations.Nullable;

/**
 * A target of a route as the choice saw it.
 *
 * @param place its place in the route, from 0
 * @param target what the route says
 * @param status what was known of it
 * @param out why it is left out, in a few words; null if it may be asked
 * @param score what the strategy ordered by; less is asked earlier. 0 where it is left out
 */
public record Candidate(
    int place, RouteTarget target, TargetStatus status, @Nullable String out, double score) {
  /** Whether it may be asked. */
  public boolean in() {
    return out == null;
  }
}
