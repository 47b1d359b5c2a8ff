package dev.modelrouter.provider;

import dev.modelrouter.provider.anthropic.AnthropicProvider;
import dev.modelrouter.provider.compatible.CompatibleProvider;
import dev.modelrouter.provider.gemini.GeminiProvider;
import dev.modelrouter.provider.ollama.OllamaProvider;

/** Where a catalogue entry becomes a codec: one line for each dialect. */
public final class ProviderRegistry {
  private ProviderRegistry() {}

  /**
   * The codec for this provider.
   *
   * @throws IllegalArgumentException for a dialect nobody here speaks
   */
  public static HttpProvider create(ProviderDefinition entry, ProviderEndpoint access) {
    return switch (entry.dialect()) {
      case "openai" -> new CompatibleProvider(entry, access);
      case "anthropic" -> new AnthropicProvider(entry, access);
      case "ollama" -> new OllamaProvider(entry, access);
      case "gemini" -> new GeminiProvider(entry, access);
      default ->
          throw new IllegalArgumentException(
              "provider " + entry.id() + " has an unknown dialect: " + entry.dialect());
    };
  }
}
