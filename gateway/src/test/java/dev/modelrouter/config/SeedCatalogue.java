package dev.modelrouter.config;

import dev.modelrouter.provider.CatalogueEntry;
import dev.modelrouter.provider.ProviderCatalogue;
import java.util.List;
import java.util.Set;

/** The four providers that every operator expects, with the defaults of the inherited contract. */
final class SeedCatalogue {
  private static final Set<String> IDS = Set.of("groq", "openrouter", "openai", "ollama");

  static final List<CatalogueEntry> ENTRIES =
      ProviderCatalogue.load().stream().filter(entry -> IDS.contains(entry.id())).toList();

  private SeedCatalogue() {}
}
