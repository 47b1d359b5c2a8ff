package dev.modelrouter.api.responses;

import dev.modelrouter.chat.ChatRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request for a response, as far as it has been understood.
 *
 * @param chat the same in the words that all dialects share
 * @param echo what the response object repeats of it
 * @param freeTextTools names of the tools that take free text: they are functions with the one
 *     string {@code input} to the provider, and their calls must be turned back
 * @param spacedTools the tools of namespaces by the names that the provider knows, for their calls
 * @param input the conversation, for the memory of answers: a JSON object whose array {@code input}
 *     holds all items, each with an id, those of earlier responses first; null where the caller
 *     wants nothing stored
 */
public record ResponsesRequest(
    ChatRequest chat,
    EchoedRequestFields echo,
    Set<String> freeTextTools,
    Map<String, NamespacedToolName> spacedTools,
    byte @Nullable [] input) {
  public ResponsesRequest {
    freeTextTools = Set.copyOf(freeTextTools);
    spacedTools = Map.copyOf(spacedTools);
  }

  @Override
  public String toString() {
    return "ResponsesRequest[" + chat.model() + "]";
  }
}
