package dev.modelrouter.decision;

import dev.modelrouter.chat.Operation;
import dev.modelrouter.routing.Features;
import dev.modelrouter.routing.Need;
import dev.modelrouter.routing.Route;
import java.util.Map;
import java.util.Set;

/** A place for what of one request decided. */
final class AskedSlot {
  private Operation operation = Operation.CHAT;
  private String wanted = "";
  private String caller = "";
  private Map<String, String> headers = Map.of();
  private int inputTokens;
  private int outputTokens;
  private Set<Need> needs = Set.of();
  private long affinity;

  void fill(Features request, Route route) {
    operation = request.operation();
    // The same name, but not another copy of it for each request.
    wanted = request.wanted().equals(route.name().text()) ? route.name().text() : request.wanted();
    caller = request.caller();
    headers = request.headers();
    inputTokens = request.inputTokens();
    outputTokens = request.outputTokens();
    needs = request.needs();
    affinity = request.affinity();
  }

  DecisionRecord.Asked asked() {
    return DecisionRecord.Asked.of(
        new Features(
            operation, wanted, caller, headers, inputTokens, outputTokens, needs, affinity));
  }
}
