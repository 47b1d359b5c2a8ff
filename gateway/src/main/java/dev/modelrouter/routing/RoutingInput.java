package dev.modelrouter.routing;

import dev.modelrouter.chat.Operation;
import java.util.Map;
import java.util.Set;

/**
 * What of a request decides where it goes.
 *
 * @param operation what is to be done
 * @param wanted the name that was asked for; empty for none
 * @param caller who asks; not a secret
 * @param headers those that conditions look at, by names in lower case
 * @param inputTokens of the prompt, estimated; 0 where nobody had to know
 * @param outputTokens most that may be answered; 0 where nobody said
 * @param capabilities what it asks of a model beside text
 * @param affinity what stays the same for one user or one conversation; 0 where nobody had to know
 */
public record RoutingInput(
    Operation operation,
    String wanted,
    String caller,
    Map<String, String> headers,
    int inputTokens,
    int outputTokens,
    Set<Capability> capabilities,
    long affinity) {
  public RoutingInput {
    headers = Map.copyOf(headers);
    capabilities = Set.copyOf(capabilities);
  }
}
