package dev.modelrouter.routing;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses who may answer, in which order: a pure function, so that a choice can be explained. */
public final class Router {
  private static final String AUTO = "auto";
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

  /**
   * What a model's name in OpenAI's dialect means here: {@code provider/model} where there is such
   * a provider, {@code auto} for anybody's default, else the bare name of a model.
   */
  public ModelId named(String name) {
    if (name.equals(AUTO)) {
      return ModelId.ANY;
    }
    int slash = name.indexOf('/');
    if (slash > 0) {
      String id = name.substring(0, slash).toLowerCase(Locale.ROOT);
      if (member(id) != null) {
        String model = name.substring(slash + 1);
        return new ModelId(id, model.isEmpty() || model.equals(AUTO) ? null : model);
      }
    } else {
      String id = name.toLowerCase(Locale.ROOT);
      if (member(id) != null) {
        return new ModelId(id, null);
      }
    }
    return new ModelId(null, name);
  }

  /** Chooses for one request. */
  public RouteDecision route(Request request) {
    ModelId wanted = request.model();
    Operation operation = request.operation();
    String name = wanted.provider();
    if (name != null) {
      Member member = member(name.toLowerCase(Locale.ROOT));
      if (member == null) {
        return unknown(name);
      }
      return serves(member, operation)
          ? new RouteDecision.Routed(List.of(target(member, wanted)), true)
          : new RouteDecision.NobodyOffers(operation, member.id());
    }
    List<Target> targets = new ArrayList<>(members.size());
    for (Member member : members) {
      if (member.inFallback() && serves(member, operation)) {
        targets.add(target(member, wanted));
      }
    }
    return targets.isEmpty()
        ? new RouteDecision.NobodyOffers(operation, null)
        : new RouteDecision.Routed(targets, false);
  }

  /** Of who has a chat, responses are made and tokens estimated. */
  private static boolean serves(Member member, Operation operation) {
    boolean ofChat = operation == Operation.RESPONSE || operation == Operation.COUNT;
    return member.provider().offers(operation)
        || (ofChat && member.provider().offers(Operation.CHAT));
  }

  private @Nullable Member member(String id) {
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.id().equals(id)) {
        return member;
      }
    }
    return null;
  }

  private RouteDecision unknown(String name) {
    String shown =
        name.length() <= LONGEST_NAME_SHOWN ? name : name.substring(0, LONGEST_NAME_SHOWN) + "…";
    return new RouteDecision.UnknownProvider(shown, members.stream().map(Member::id).toList());
  }

  private static Target target(Member member, ModelId wanted) {
    String model = wanted.model();
    return new Target(
        member.provider(),
        model == null ? member.provider().defaultModel() : model,
        member.perMinute());
  }
}
