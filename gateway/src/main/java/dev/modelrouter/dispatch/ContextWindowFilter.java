package dev.modelrouter.dispatch;

import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The targets that may be asked after a model that found the request too long: first those known to
 * hold more, then those of which nothing is known, each in their order.
 *
 * @param kept those that may be asked, in order
 * @param skipped those that are known to hold no more, with the reason
 */
record ContextWindowFilter(List<Target> kept, Map<Target, SkipReason> skipped) {

  /** Those of these targets. Where the context of the small one is not known everybody may be. */
  static ContextWindowFilter filter(
      List<Target> targets, Target tooSmall, RoutePolicies routePolicies) {
    Integer min = routePolicies.contextTokens(tooSmall);
    List<Target> known = new ArrayList<>();
    List<Target> unknown = new ArrayList<>();
    Map<Target, SkipReason> out = new LinkedHashMap<>();
    for (Target target : targets) {
      Integer tokens = routePolicies.contextTokens(target);
      if (isSame(target, tooSmall)) {
        out.put(target, new SkipReason.SameModel());
      } else if (min == null || tokens == null) {
        unknown.add(target);
      } else if (tokens > min) {
        known.add(target);
      } else {
        out.put(target, new SkipReason.ContextTooSmall(tokens));
      }
    }
    known.addAll(unknown);
    return new ContextWindowFilter(List.copyOf(known), out);
  }

  /** The same model of the same provider, or at the same address with another key. */
  private static boolean isSame(Target one, Target other) {
    return one.model().equals(other.model())
        && (one.id().equals(other.id())
            || (one.provider() instanceof HttpProvider first
                && other.provider() instanceof HttpProvider second
                && first.endpoint().equals(second.endpoint())));
  }
}
