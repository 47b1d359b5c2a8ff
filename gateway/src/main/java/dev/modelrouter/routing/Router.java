package dev.modelrouter.routing;

import dev.modelrouter.chat.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Chooses who may answer, in which order: a pure function, so that a choice can be explained. */
public final class Router {
  private static final int LONGEST_NAME_SHOWN = 64;

  private final List<Member> members;

  /**
   * A router over these.
   *
   * @param members in fallback order; at least one of them in the fallback
   */
  public Router(List<Member> members) {
    this.members = List.copyOf(members);
  }

  /** Those it chooses from, in fallback order. */
  public List<Member> members() {
    return members;
  }

  /** Chooses for one request. */
  public RouteDecision route(ModelId wanted) {
    String name = wanted.provider();
    if (name != null) {
      String id = name.toLowerCase(Locale.ROOT);
      for (Member member : members) {
        if (member.id().equals(id)) {
          return new RouteDecision.Routed(List.of(target(member, wanted)), true);
        }
      }
      String shown =
          name.length() <= LONGEST_NAME_SHOWN ? name : name.substring(0, LONGEST_NAME_SHOWN) + "…";
      return new RouteDecision.UnknownProvider(shown, members.stream().map(Member::id).toList());
    }
    List<Target> targets = new ArrayList<>(members.size());
    for (Member member : members) {
      if (member.inFallback()) {
        targets.add(target(member, wanted));
      }
    }
    return new RouteDecision.Routed(targets, false);
  }

  private static Target target(Member member, ModelId wanted) {
    String model = wanted.model();
    return new Target(
        member.provider(),
        model == null ? member.provider().defaultModel() : model,
        member.perMinute());
  }
}
