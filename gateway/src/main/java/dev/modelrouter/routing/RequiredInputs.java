package dev.modelrouter.routing;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must be known of a request to choose along a route; worked out once for each route.
 *
 * @param headers names of headers that its conditions look at, in lower case
 * @param content whether the content must be known at all
 * @param conversation whether it must be known which conversation it is
 * @param tokens whether the tokens of any prompt must be known, however few they are
 * @param anyTokens the tokens that a prompt may have whatever its target
 */
record RequiredInputs(
    List<String> headers, boolean content, boolean conversation, boolean tokens, int anyTokens) {
  RequiredInputs {
    headers = List.copyOf(headers);
  }

  /** What this route asks for. */
  static RequiredInputs of(Route route) {
    Set<String> headers = new TreeSet<>();
    boolean content = route.targets().size() > 1;
    boolean tokens = route.strategy() == Strategy.LOWEST_COST;
    int any = Integer.MAX_VALUE;
    for (RouteTarget target : route.targets()) {
      Condition when = target.when();
      headers.addAll(when.headers().keySet());
      content |= when.aboutContent();
      tokens |= when.minTokens() > 0;
      any = Math.min(any, when.maxTokens());
    }
    boolean conversation =
        route.strategy() == Strategy.AFFINITY || route.strategy() == Strategy.LOWEST_COST;
    return new RequiredInputs(
        List.copyOf(headers), content || conversation, conversation, tokens, any);
  }
}
