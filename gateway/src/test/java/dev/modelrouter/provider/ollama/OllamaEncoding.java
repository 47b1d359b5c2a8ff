package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.provider.ModelFamilies;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;

/** Writes requests for a provider of which only the dialect is known. */
final class OllamaEncoding {
  private OllamaEncoding() {}

  static OutboundRequest encode(ChatRequest request, String model) {
    ModelRules known = ModelFamilies.standard().rules("ollama", model);
    return OllamaRequestWriter.encode(
        RequestAdapter.of(request, RequestRules.ofDialect("ollama"), List.of(), known),
        model,
        known);
  }
}
