package dev.modelrouter.decision;

import dev.modelrouter.chat.Operation;
import dev.modelrouter.routing.Capability;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.RoutingInput;
import java.util.Map;
import java.util.Set;

/** A place for what of one request decided. */
final class RoutingInputBuffer {
  private Operation operation = Operation.CHAT;
  private String wanted = "";
  private String caller = "";
  private Map<String, String> headers = Map.of();
  private int inputTokens;
  private int outputTokens;
  private Set<Capability> capabilities = Set.of();
  private long affinity;

  void fill(RoutingInput request, Route route) {
    operation = request.operation();
    // The same name, but not another copy of it for each request.
    wanted = request.wanted().equals(route.name().text()) ? route.name().text() : request.wanted();
    caller = request.caller();
    headers = request.headers();
    inputTokens = request.inputTokens();
    outputTokens = request.outputTokens();
    capabilities = request.capabilities();
    affinity = request.affinity();
  }

  DecisionRecord.Inputs inputs() {
    return DecisionRecord.Inputs.of(
        new RoutingInput(
            operation, wanted, caller, headers, inputTokens, outputTokens, capabilities, affinity));
  }
}
