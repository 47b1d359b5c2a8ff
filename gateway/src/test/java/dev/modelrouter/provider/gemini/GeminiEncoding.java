package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.provider.ModelFamilies;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;

/** Writes requests for a provider of which only the dialect is known. */
final class GeminiEncoding {
  private GeminiEncoding() {}

  static OutboundRequest encode(ChatRequest request, String model) {
    ModelRules known = ModelFamilies.standard().rules("gemini", model);
    return GeminiRequestWriter.encode(
        RequestAdapter.of(request, RequestRules.ofDialect("gemini"), List.of(), known), model);
  }
}
