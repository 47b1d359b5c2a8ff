package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.provider.ModelFamilies;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;

/** Writes requests for a provider of which only the dialect is known. */
final class AnthropicEncoding {
  private AnthropicEncoding() {}

  static OutboundRequest encode(ChatRequest request, String model) {
    ModelRules known = ModelFamilies.standard().rules("anthropic", model);
    return AnthropicRequestWriter.encode(
        RequestAdapter.of(request, RequestRules.ofDialect("anthropic"), List.of(), known), model);
  }
}
