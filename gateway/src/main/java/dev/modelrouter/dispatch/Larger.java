package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may be asked after a model that found the request too long: first those known to hold more,
 * then those of whom nothing is known, each in their order.
 *
 * @param in who may be asked, in order
 * @param out who is known to hold no more, with the tokens of its context
 */
record Larger(List<Target> in, Map<Target, Integer> out) {

  /** Those of these targets. Where the context of the small one is not known everybody may be. */
  static Larger of(List<Target> targets, Target tooSmall, Conducts conducts) {
    Integer least = conducts.contextTokens(tooSmall);
    if (least == null) {
      return new Larger(List.copyOf(targets), Map.of());
    }
    List<Target> known = new ArrayList<>();
    List<Target> unknown = new ArrayList<>();
    Map<Target, Integer> out = new LinkedHashMap<>();
    for (Target target : targets) {
      Integer tokens = conducts.contextTokens(target);
      if (tokens == null) {
        unknown.add(target);
      } else if (tokens > least) {
        known.add(target);
      } else {
        out.put(target, tokens);
      }
    }
    known.addAll(unknown);
    return new Larger(List.copyOf(known), out);
  }
}
