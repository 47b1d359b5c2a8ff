package dev.modelrouter.config;

import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderDefinition;
import java.util.List;
import java.util.Set;

/** The four providers that every operator expects, with the defaults of the inherited contract. */
final class InheritedProviders {
  private static final Set<String> IDS = Set.of("groq", "openrouter", "openai", "ollama");

  static final List<ProviderDefinition> ENTRIES =
      ProviderCatalogue.load().stream().filter(entry -> IDS.contains(entry.id())).toList();

  private InheritedProviders() {}
}
